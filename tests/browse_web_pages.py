"""Pages that try to run or to reach the live web when they are replayed; made up."""

from __future__ import annotations

EVIL = "http://evil.example"

HOSTILE = f"""<!DOCTYPE html><html lang="en" onclick="window.stolen=1"><head>
<title>Hostile</title><base href="{EVIL}/base/">
<meta http-equiv="refresh" content="0;url={EVIL}/refresh">
<meta http-equiv="Content-Security-Policy" content="script-src *">
<link rel="dns-prefetch" href="{EVIL}"><link rel="preconnect" href="{EVIL}">
<link rel="preload" as="image" href="{EVIL}/preload.png"><link rel="prefetch" href="{EVIL}/p">
<link rel="modulepreload" href="{EVIL}/m.js"><link rel="manifest" href="{EVIL}/manifest.json">
<link rel="icon" href="{EVIL}/icon.png"><link rel="stylesheet" href="{EVIL}/s.css">
<link rel="import" href="{EVIL}/import.html"><script src="{EVIL}/a.js"></script>
<style>@import "{EVIL}/i.css"; @import url({EVIL}/j.css) screen;
@font-face {{ font-family: f; src: url({EVIL}/f.woff2), url('//evil.example/g.woff') }}
body {{ background: url({EVIL}/bg.png); width: expression(alert(1)); font-family: f;
  behavior: url({EVIL}/x.htc); -moz-binding: url({EVIL}/x.xml#b); cursor: url({EVIL}/c.cur), auto }}
p::before {{ content: url({EVIL}/content.png) }} li {{ list-style: u\\72l({EVIL}/li.png) }}
h1 {{ background: image-set("{EVIL}/set.png" 1x); --u: url({EVIL}/var.png); mask: var(--u) }}
</style></head><body onload="window.stolen=1" background="{EVIL}/body.png">
<script>window.stolen = 1; document.title = 'stolen'; top.location = '{EVIL}/top'</script>
<h1 onmouseover="window.stolen=1">Hostile page</h1>
<p style="background:url('{EVIL}/inline.png')">Text <a href="javascript:window.stolen=1">j</a>
<a href=" java&#10;script:window.stolen=1">k</a> <a href="data:text/html,<script>1</script>">d</a>
<a href="{EVIL}/link" ping="{EVIL}/ping" target="_blank">out</a>
<a href="vbscript:x">v</a> <a href="#here">here</a></p><ul><li>one</li></ul>
<img src="{EVIL}/img.png" srcset="{EVIL}/a.png 1x, {EVIL}/b.png 2x" onerror="window.stolen=1">
<img src=x onerror=window.stolen=1><img src="data:image/svg+xml,<svg onload='window.stolen=1'/>">
<picture><source srcset="{EVIL}/source.webp"><img data-src="{EVIL}/lazy.jpg"></picture>
<svg onload="window.stolen=1"><script>window.stolen=1</script><image href="{EVIL}/svg.png"/>
<use href="{EVIL}/sprite.svg#a"/><a xlink:href="javascript:window.stolen=1"><text y="9">t</text></a>
<set attributeName="href" to="javascript:window.stolen=1"/>
<foreignObject><iframe src="{EVIL}/fo"></iframe></foreignObject>
<style>@import "{EVIL}/svg.css";</style><path fill="url({EVIL}/paint.svg#p)" d="M0 0h9v9"/></svg>
<math><mtext><table><mglyph><style><img src=x onerror="window.stolen=1"></style></table></math>
<noscript><p title="</noscript><img src={EVIL}/n.png onerror=window.stolen=1>"></noscript>
<template><script>window.stolen=1</script><img src="{EVIL}/template.png"></template>
<template shadowrootmode="open"><img src="{EVIL}/shadow.png"></template>
<iframe src="{EVIL}/frame"></iframe><iframe srcdoc="<script>top.stolen=1</script>"></iframe>
<object data="{EVIL}/o.swf"><embed src="{EVIL}/e.swf"></object><applet code=x></applet>
<form action="{EVIL}/form"><input name=a autofocus onfocus="window.stolen=1">
<input type=image src="{EVIL}/input.png"><button formaction="{EVIL}/b">go</button></form>
<video src="{EVIL}/v.mp4" poster="{EVIL}/poster.png" autoplay><track src="{EVIL}/t.vtt"></video>
<audio src="{EVIL}/a.mp3" autoplay></audio><table background="{EVIL}/table.png"><td>cell</table>
<x-own style="background:url({EVIL}/own.png)" onclick="window.stolen=1">own</x-own>
<textarea></textarea><script>window.stolen=1</script></textarea><xmp><img src="{EVIL}/xmp"></xmp>
<a id="here">end</a><marquee onstart="window.stolen=1">m</marquee><plaintext><script>
</body></html>"""
