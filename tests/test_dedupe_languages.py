# ruff: noqa: E501 - texts in other scripts have their own widths
"""Scripts without spaces, rich inflection, and bulletins in other languages."""

from __future__ import annotations

import unicodedata

import pytest
from dedupe_languages import BULLETINS, MORE
from dedupe_texts import elsewhere, telling

from archive.dedupe import compare, sketch, words

CHINESE = (
    "临海市港务局星期二宣布，检查人员在渡轮“海鸥号”的四条燃油管中发现两条有裂缝，因此暂停其航行许可。\n"
    "这艘船已有三十八年船龄，每天运送约一千九百名乘客前往白沙岛。港务局表示，更换并测试燃油管之前，该船将停靠在码头。\n"
    "检查处处长林慧敏说：“没有人遇到危险，但我们不会等到有人遇险才行动。”她说，裂缝是在三月三日的例行检查中发现的。\n"
    "营运商北海航运已租用较小的双体船，并提醒旅客周末可能需要排队三小时。岛上的店主担心复活节的生意会受到影响。"
)
JAPANESE = (
    "港湾局は火曜日、フェリー「かもめ丸」の燃料管四本のうち二本にひびが見つかったとして、運航許可を取り消したと発表した。\n"
    "建造から三十八年のこの船は、毎日およそ千九百人を白浜島へ運んでいる。部品の交換と試験が終わるまで、港に係留される。\n"
    "検査課の高橋恵子課長は「危険はなかったが、誰かが危険になるまで待つことはしない」と話した。ひびは三月三日の定期検査で見つかった。\n"
    "運航会社は小型の船を借り、週末には最大で三時間待つことがあると利用者に呼びかけている。島の商店は連休の客足を心配している。"
)
THAI = (
    "การท่าเรือประกาศเมื่อวันอังคารว่าได้ระงับใบอนุญาตของเรือข้ามฟากนกนางนวล หลังจากผู้ตรวจสอบพบรอยร้าวในท่อน้ำมันสองในสี่ท่อ\n"
    "เรืออายุ 38 ปีลำนี้รับส่งผู้โดยสารวันละประมาณ 1,900 คนไปยังเกาะทรายขาว และจะจอดอยู่ที่ท่าจนกว่าจะเปลี่ยนและทดสอบท่อเสร็จ\n"
    "หัวหน้าสำนักงานตรวจสอบกล่าวว่าไม่มีใครตกอยู่ในอันตราย แต่เราจะไม่รอจนกว่าจะมีคนเป็นอันตราย บริษัทได้เช่าเรือขนาดเล็กกว่าและขอให้ผู้โดยสารเผื่อเวลารอถึงสามชั่วโมง"
)
GERMAN = (
    "Die Hafenbehörde von Lanningen hat der Fähre Möwe die Zulassung entzogen, nachdem Prüfer in "
    "zwei von vier Treibstoffleitungen Risse gefunden hatten. Das teilte sie am Dienstag mit.\n"
    "Das 38 Jahre alte Schiff bringt täglich etwa 1.900 Fahrgäste auf die Insel Skerra. Es bleibt "
    "am Kai, bis die Leitungen ersetzt und geprüft sind.\n"
    "„Niemand war in Gefahr, aber wir warten nicht, bis es jemand ist“, sagte Maren Tolliver, die "
    "Leiterin der Prüfstelle. Die Risse seien am 3. März bei einer gewöhnlichen Besichtigung "
    "aufgefallen.\n"
    "Die Reederei hat einen kleineren Katamaran gemietet und bittet, am Wochenende mit bis zu drei "
    "Stunden Wartezeit zu rechnen. Die Reparatur soll 640.000 Kronen kosten."
)
RUSSIAN = (
    "Портовая служба Ланнинга отозвала разрешение у парома «Скопа» после того, как инспекторы "
    "нашли трещины в двух из четырёх топливных трубок, сообщили во вторник чиновники.\n"
    "Судно, которому 38 лет, ежедневно перевозит около 1900 пассажиров на остров Скерра. Оно "
    "останется у причала, пока трубки не заменят и не испытают.\n"
    "«Никто не был в опасности, но мы не ждём, пока кто-нибудь в ней окажется», — сказала глава "
    "инспекции Марен Толливер. По её словам, трещины заметили 3 марта при обычном осмотре.\n"
    "Компания наняла катамаран поменьше и предупредила об очередях до трёх часов. Ремонт оценили "
    "в 640 тысяч крон."
)
FINNISH = (
    "Lanningin satamaviranomainen on perunut Kalasääski-lautan liikennöintiluvan, koska tarkastajat "
    "löysivät halkeamia kahdesta sen neljästä polttoaineputkesta, viranomainen kertoi tiistaina.\n"
    "38-vuotias alus kuljettaa päivittäin noin 1 900 matkustajaa Skerran saarelle. Se pysyy "
    "laiturissa, kunnes putket on vaihdettu ja koekäytetty.\n"
    "”Kukaan ei ollut vaarassa, mutta emme odota siihen asti, että joku on”, sanoi tarkastusyksikön "
    "johtaja Maren Tolliver. Halkeamat havaittiin 3. maaliskuuta tavallisessa katsastuksessa.\n"
    "Varustamo on vuokrannut pienemmän katamaraanin ja kehottaa varautumaan kolmen tunnin jonoihin. "
    "Korjauksen hinnaksi arvioidaan 640 000 kruunua."
)
ARABIC = (
    "أعلنت سلطة الميناء يوم الثلاثاء سحب رخصة العبارة النورس بعد أن عثر المفتشون على شقوق في اثنين من "
    "أنابيب الوقود الأربعة.\n"
    "وتنقل السفينة البالغ عمرها 38 عاما نحو 1900 راكب يوميا إلى جزيرة الرمال البيضاء، وستبقى عند الرصيف "
    "حتى يتم استبدال الأنابيب واختبارها.\n"
    "وقالت رئيسة مكتب التفتيش إن أحدا لم يكن في خطر، لكننا لا ننتظر حتى يقع ذلك. واستأجرت الشركة قاربا "
    "أصغر وطلبت من المسافرين توقع الانتظار حتى ثلاث ساعات في عطلة نهاية الأسبوع."
)

STORIES = {
    "zh": (CHINESE, "渡轮“海鸥号”因燃油管裂缝停航", "白沙岛渡轮被扣留码头"),
    "ja": (JAPANESE, "フェリー「かもめ丸」運航許可取り消し", "白浜島のフェリー、燃料管にひび"),
    "th": (THAI, "ระงับใบอนุญาตเรือข้ามฟากนกนางนวล", "พบรอยร้าวในท่อน้ำมันเรือไปเกาะทรายขาว"),
    "de": (
        GERMAN,
        "Fähre Möwe verliert Zulassung",
        "Risse in Treibstoffleitungen: Skerra ohne Schiff",
    ),
    "ru": (RUSSIAN, "Паром «Скопа» лишили разрешения", "Остров Скерра остался без парома"),
    "fi": (FINNISH, "Kalasääski-lautta menetti lupansa", "Skerran lautalta löytyi halkeamia"),
    "ar": (ARABIC, "سحب رخصة العبارة النورس", "شقوق في أنابيب وقود عبارة الجزيرة"),
    **{language: texts[:3] for language, texts in MORE.items()},
}


@pytest.mark.parametrize("language", STORIES)
def test_a_copy_under_another_headline_is_the_same_in_every_script(language: str) -> None:
    text, one, two = STORIES[language]
    assert compare(telling(text, headline=one), elsewhere(text, headline=two)).same


@pytest.mark.parametrize("language", STORIES)
def test_a_cut_copy_is_found_and_is_the_same_in_every_script(language: str) -> None:
    text, one, two = STORIES[language]
    cut = "\n".join(text.split("\n")[:2])
    assert len(set(sketch(text)) & set(sketch(cut))) >= 2
    assert compare(telling(text, headline=one), elsewhere(cut, headline=two)).same


@pytest.mark.parametrize("language", STORIES)
def test_stories_of_two_languages_are_two_stories(language: str) -> None:
    text, headline, _ = STORIES[language]
    other, other_headline, _ = STORIES["de" if language != "de" else "fi"]
    assert not compare(
        telling(text, headline=headline), elsewhere(other, headline=other_headline)
    ).same


FORMS = {
    "zh": (
        "气象台预计{day}{town}天气{sky}，最高气温{high}度，最低气温{low}度，{wind}风每小时{speed}公里，"
        "上午降雨机率百分之{rain}。日出时间为{rise}，日落时间为{sunset}。请外出的市民留意道路情况，并预留较多时间。",
        "{town}天气预报",
    ),
    "de": (
        "Der Wetterdienst erwartet am {day} in {town} {sky} bei höchstens {high} und mindestens {low} "
        "Grad. Der Wind weht aus {wind} mit {speed} Kilometern in der Stunde. Die Wahrscheinlichkeit "
        "für Regen liegt am Vormittag bei {rain} Prozent und nimmt bis zum Abend ab. Die Sonne geht "
        "um {rise} Uhr auf und um {sunset} Uhr unter. Wer unterwegs ist, sollte mehr Zeit einplanen.",
        "Das Wetter in {town}",
    ),
    "ru": (
        "Синоптики ожидают на {day} в городе {town} {sky}, днём до {high} градусов, ночью {low}. Ветер "
        "{wind}, {speed} километров в час. Вероятность дождя утром {rain} процентов, к вечеру она "
        "снизится. Солнце взойдёт в {rise} и зайдёт в {sunset}. Водителей просят быть внимательнее на "
        "дорогах и выезжать заранее.",
        "Погода: {town}",
    ),
    "fi": (
        "Ilmatieteen laitos ennustaa paikkakunnalle {town} {day} säätä: {sky}, ylin lämpötila {high} "
        "ja alin {low} astetta. Tuulee suunnasta {wind} nopeudella {speed} kilometriä tunnissa. Sateen "
        "todennäköisyys on aamulla {rain} prosenttia ja pienenee iltaa kohti. Aurinko nousee kello "
        "{rise} ja laskee kello {sunset}. Liikkujien kannattaa varata aikaa matkoihinsa.",
        "Sää: {town}",
    ),
} | BULLETINS  # fmt: skip
DAYS = (
    {"day": "10", "town": "Lanning", "sky": "A", "high": 4, "low": 1, "wind": "N", "speed": 22,
     "rain": 60, "rise": "6:41", "sunset": "17:58"},
    {"day": "11", "town": "Ostrey", "sky": "B", "high": 11, "low": 3, "wind": "SW", "speed": 9,
     "rain": 15, "rise": "6:39", "sunset": "18:01"},
)  # fmt: skip


@pytest.mark.parametrize("hours", [2, 24])
@pytest.mark.parametrize("one_headline", [True, False])
@pytest.mark.parametrize("language", FORMS)
def test_weather_reports_are_told_apart_in_other_languages(
    language: str, one_headline: bool, hours: int
) -> None:
    form, headline = FORMS[language]
    one, two = (form.format(**day) for day in DAYS)
    towns = ("", "") if one_headline else (DAYS[0]["town"], DAYS[1]["town"])
    later = "2026-03-10T11:00:00Z" if hours == 2 else "2026-03-11T09:00:00Z"
    first = telling(one, headline=headline.format(town=towns[0]))
    second = telling(two, id=2, url="https://ledger.example/w/2", published=later,
                     headline=headline.format(town=towns[1]))  # fmt: skip
    assert not compare(first, second).same


@pytest.mark.parametrize("language", MORE)
def test_a_follow_up_that_opens_with_what_happened_is_another_story(language: str) -> None:
    text, headline, _, news = MORE[language]
    opening = text.split("\n")[0]
    later = elsewhere(f"{news}\n{opening}", headline=news[:40], published="2026-03-13T09:00:00Z")
    assert not compare(telling(text, headline=headline), later).same


@pytest.mark.parametrize("language", STORIES)
def test_a_copy_with_a_desk_s_own_end_is_the_same_in_every_script(language: str) -> None:
    text, one, two = STORIES[language]
    paragraphs = text.split("\n")
    edited = "\n".join([*paragraphs[:-1], "(abc/def)"])
    assert compare(telling(text, headline=one), elsewhere(edited, headline=two)).same


@pytest.mark.parametrize("language", STORIES)
def test_a_copy_is_found_by_its_sketch_in_every_script(language: str) -> None:
    text, _, _ = STORIES[language]
    grown = f"{text}\n{text[: len(text) // 3][::-1]}"
    assert len(set(sketch(text)) & set(sketch(grown))) >= 2


@pytest.mark.parametrize("language", FORMS)
def test_a_bulletin_printed_twice_is_one(language: str) -> None:
    form, headline = FORMS[language]
    text = form.format(**DAYS[0])
    said = headline.format(town=DAYS[0]["town"])
    assert compare(telling(text, headline=said), elsewhere(text, headline=said)).same


@pytest.mark.parametrize("language", STORIES)
def test_no_letter_sign_or_digit_of_a_text_is_left_out(language: str) -> None:
    text = unicodedata.normalize("NFKC", STORIES[language][0])
    kept = "".join(match.group() for match in words.printed(text))
    for character in set(text):
        if unicodedata.category(character)[0] in "LMN":
            assert kept.count(character) == text.count(character), hex(ord(character))


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("सरकार ने", ["सरकार", "ने"]),
        ("ក្រុមហ៊ុន ១៩០០", ["ក្រុ", "ម", "ហ៊ុ", "ន", "១៩០០"]),
        ("เป็นที่", ["เป็", "น", "ที่"]),
        ("ကုမ္ပဏီ", ["ကု", "မ္ပ", "ဏီ"]),
        ("渡轮停航", ["渡", "轮", "停", "航"]),
        ("பேருந்து நிலையம்", ["பேருந்து", "நிலையம்"]),
        ("İstanbul'da 1.900 yolcu", ["i̇stanbul", "da", "1.900", "yolcu"]),
    ],
)
def test_words_of_many_scripts(text: str, cut: list[str]) -> None:
    assert words.folded(text) == cut
