"""Words in addresses that tell stories from tools and lists, as many sites use them."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A segment that is one of these makes the page a tool, or a list of something else.
TOOLS = _words("""
    tag tags etiqueta etiquetas schlagwort mot-cle login logout signin sign-in signup sign-up
    register registration account my-account user-login subscribe subscription subscriptions abo
    abonnement suscripcion newsletter newsletters feed feeds rss atom comments comment-page search
    suche buscar recherche ricerca cart checkout wp-admin wp-login wp-login.php wp-json wp-content
    wp-includes xmlrpc.php cdn-cgi trackback embed print share email-friend privacy-policy
    datenschutz terms-of-use terms-of-service cookie-policy imprint impressum contact-us
    sitemap site-map archive-search rss-feeds apps static assets
""")

# The same, unless a date follows, or a slug or an id that does not stand right behind it.
PERHAPS_TOOLS = _words("""
    author authors autor autoren auteur autore autores writer writers profile profiles user users
    member members contributor contributors privacy terms cookies legal contact kontakt contacto
    about about-us ueber-uns advertise advertising werbung mediadaten careers jobs job faq help
    hilfe ayuda amp media images img shop store tickets crossword crosswords puzzles horoscope
    horoscopes weather wetter tv-guide obituaries classifieds ad ads advert adverts advert-click
""")

# What follows one of these is a list of stories.
LISTS = _words("""
    category categories kategorie kategorien categoria categorie rubrik rubrique rubriques section
    sections seccion sezione topic topics thema themen tema temas theme themes channel channels
    ressort subject subjects sekce label labels index
""")

# Below one of these a number or a slug is a story.
STORY_FOLDERS = _words("""
    article articles artikel articulo articulos articolo story stories node nota notas noticia
    noticias news nieuws nachricht beitrag post posts entry
""")

STORY_PARAMETERS = _words("""
    p id article articleid article_id artid aid story storyid story_id newsid news_id nid node
    itemid item_id contentid content_id postid post_id docid idnews idxno article_seq
""")

LIST_PARAMETERS = _words("""
    cat tag author s q search paged page_id feed m attachment_id replytocom query
""")

# In the names of sitemaps, as WordPress core, Yoast, Rank Math, All in One SEO, Drupal, Arc and
# news sites' own systems use them.
STORY_SITEMAPS = _words("""
    post posts article articles story stories news newsarticle noticias nota notas artikel
    artikelen nachrichten beitrag actualites actualite articulos articoli notizie novosti
    content contents entries entry blog blogs latest recent
""")

OTHER_SITEMAPS = _words("""
    image images photo photos video videos category categories kategorie tag tags taxonomy
    taxonomies term terms author authors user users people profile profiles section sections
    topic topics keyword keywords product products attachment attachments media gallery
    galleries format archive static misc podcast podcasts audio event events recipe recipes
    weather local location locations portfolio
""")
