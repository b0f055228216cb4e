"""Posts in the formats of their systems, written by hand; each is one HTML text."""

GHOST = {
    "paragraphs": (
        "<p>One <strong>bold</strong> and <em>italic</em>.</p><p>Two&nbsp;words – dash</p>"
    ),
    "code": (
        '<pre><code class="language-js">const a = `x`;\n\n// # no heading\nif (a &lt; b) {}\n'
        "</code></pre>"
    ),
    "code with caption": (
        '<figure class="kg-card kg-code-card"><pre><code>x\n\n  y</code></pre>'
        "<figcaption>Listing 1</figcaption></figure>"
    ),
    "image card": (
        '<figure class="kg-card kg-image-card kg-card-hascaption"><img src="https://e.com/a.png" '
        'class="kg-image" alt="A [b] *c*" loading="lazy" width="2000" height="1333">'
        '<figcaption>By <a href="https://e.com/who">Jo</a> / <b>CC</b></figcaption></figure>'
    ),
    "gallery card": (
        '<figure class="kg-card kg-gallery-card"><div class="kg-gallery-container"><div '
        'class="kg-gallery-row"><div class="kg-gallery-image"><img src="https://e.com/1.jpg" '
        'alt=""></div><div class="kg-gallery-image"><img src="https://e.com/2.jpg" alt=""></div>'
        "</div></div></figure>"
    ),
    "bookmark card": (
        '<figure class="kg-card kg-bookmark-card"><a class="kg-bookmark-container" '
        'href="https://e.com/post"><div class="kg-bookmark-content"><div '
        'class="kg-bookmark-title">A title</div><div class="kg-bookmark-description">Words of it'
        "</div></div></a></figure>"
    ),
    "callout card": (
        '<div class="kg-card kg-callout-card"><div class="kg-callout-emoji">💡</div><div '
        'class="kg-callout-text">Mind the <b>gap</b>.</div></div>'
    ),
    "toggle card": (
        '<div class="kg-card kg-toggle-card"><div class="kg-toggle-heading"><h4>Why?</h4></div>'
        '<div class="kg-toggle-content"><p>Because.</p></div></div>'
    ),
    "button card": (
        '<div class="kg-card kg-button-card"><a href="https://e.com/buy" class="kg-btn">'
        "Buy</a></div>"
    ),
    "list in list": (
        "<ul><li>a<ul><li>b <code>c`d</code></li></ul></li><li><p>e</p><p>f</p></li></ul>"
    ),
    "quote": "<blockquote><p>One</p><p>Two</p></blockquote><blockquote>Bare words</blockquote>",
    "markers at line starts": (
        "<p>1. not a list</p><p># not a heading</p><p>- not</p><p>+ not</p><p>&gt; not</p>"
        "<p>=== not</p><p>    four</p><p>~~~ not</p><p>| a | b |</p>"
    ),
    "marks in words": (
        "<p>2*3*4 snake_case_name __init__ [x](y) &lt;div&gt; &amp;amp; `tick` \\ ![z] ~~s~~ "
        "https://e.com/a_b_c &#42;a&#42; [^1] :smile:</p>"
    ),
}
GUTENBERG = {
    "columns": (
        '<!-- wp:columns --><div class="wp-block-columns"><!-- wp:column --><div '
        'class="wp-block-column"><!-- wp:paragraph --><p>Left</p><!-- /wp:paragraph --></div>'
        '<!-- /wp:column --><div class="wp-block-column"><p>Right</p></div></div>'
        "<!-- /wp:columns -->"
    ),
    "image": (
        '<!-- wp:image {"id":1} --><figure class="wp-block-image"><img src="https://e.com/a.jpg" '
        'alt="" class="wp-image-1"/><figcaption class="wp-element-caption">A <em>cap</em>'
        "</figcaption></figure><!-- /wp:image -->"
    ),
    "gallery": (
        '<!-- wp:gallery --><figure class="wp-block-gallery has-nested-images"><figure '
        'class="wp-block-image"><img src="https://e.com/1.jpg" alt="one"/><figcaption>First'
        '</figcaption></figure><figure class="wp-block-image"><img src="https://e.com/2.jpg" '
        'alt=""/></figure><figcaption class="blocks-gallery-caption">All</figcaption></figure>'
    ),
    "table": (
        '<figure class="wp-block-table"><table><thead><tr><th>A</th><th>B | C</th></tr></thead>'
        "<tbody><tr><td>1</td><td>x<br>y</td></tr><tr><td><code>a|b</code></td><td></td></tr>"
        "</tbody></table><figcaption>Cap</figcaption></figure>"
    ),
    "table with spans": (
        '<table><tr><th colspan="2">Both</th></tr><tr><td rowspan="2">L</td><td>r1</td></tr>'
        "<tr><td>r2</td></tr></table>"
    ),
    "table with blocks": (
        "<table><tr><td><p>a</p><ul><li>b</li></ul></td><td><pre>c\n\nd</pre></td></tr></table>"
    ),
    "table without head": "<table><tbody><tr><td>1</td><td>2</td></tr></tbody></table>",
    "pullquote": (
        '<figure class="wp-block-pullquote"><blockquote><p>Said</p><cite>Who</cite></blockquote>'
        "</figure>"
    ),
    "code": '<pre class="wp-block-code"><code lang="php">&lt;?php\n\n$a = 1; // [x]\n</code></pre>',
    "preformatted": (
        '<pre class="wp-block-preformatted">  keep\n    these <strong>spaces</strong></pre>'
    ),
    "verse": '<pre class="wp-block-verse">Roses<br>are red</pre>',
    "details": '<details class="wp-block-details"><summary>More</summary><p>Hidden</p></details>',
    "media and text": (
        '<div class="wp-block-media-text"><figure class="wp-block-media-text__media"><img '
        'src="https://e.com/m.jpg" alt="m"/></figure><div><p>Caption</p></div></div>'
    ),
    "file": (
        '<div class="wp-block-file"><a href="https://e.com/f.pdf">Paper</a><a '
        'href="https://e.com/f.pdf" class="wp-block-file__button" download>Download</a></div>'
    ),
    "separator": "<p>a</p><hr class='wp-block-separator'/><p>b</p>",
    "footnotes": (
        '<p>Word<sup data-fn="x"><a href="#x" id="x-link">1</a></sup></p><ol '
        'class="wp-block-footnotes"><li id="x">Note. <a href="#x-link">↩︎</a></li></ol>'
    ),
    "list with start": '<ol start="7"><li>seven</li><li>eight</li></ol>',
    "heading with link": (
        '<h2 id="x"><a href="#x">A *star* heading</a></h2><h3>With <code>code</code></h3>'
    ),
}
CLASSIC = {
    "definition list": (
        "<dl><dt>Term</dt><dd>Is <em>this</em>.</dd><dt>Other</dt><dd>That.</dd></dl>"
    ),
    "centered": '<div style="text-align:center"><p>Middle</p></div><center>Old</center>',
    "font": '<p><font color="red">Red</font> <span style="x">plain</span> <tt>mono</tt></p>',
    "linked image": (
        '<p><a href="https://e.com/big.jpg"><img src="https://e.com/s.jpg" alt="s"/></a></p>'
    ),
    "image with brackets": (
        '<p><img src="https://e.com/a(1)_b.jpg" alt="x" title="a &quot;t&quot;"></p>'
    ),
    "link with brackets": '<p><a href="https://e.com/a_(b)?c=1&amp;d=2#e">w_(x)</a> [y]</p>',
    "nested emphasis": "<p><b><i>both</i></b> <em>a<strong>b</strong></em>c <b> spaced </b>x</p>",
    "empty elements": "<p></p><p><b></b>x<em> </em>y</p><p>&nbsp;</p><ul><li></li><li>z</li></ul>",
    "kbd sub sup": (
        "<p>Press <kbd>Ctrl</kbd>; H<sub>2</sub>O; x<sup>2</sup>; <mark>m</mark>"
        " <abbr title='T'>a</abbr></p>"
    ),
    "indented": "   <div>\n\n      <p>in</p>\n\n      <pre>  x\n\n  y</pre>\n\n   </div>\n",
    "paragraph in link": '<a href="https://e.com/p"><h3>Head</h3><p>Words</p></a>',
    "unclosed": "<p>a<p>b<li>c<b>d",
    "uppercase": '<P>A <A HREF="https://e.com/U">U</A><BR>B</P>',
    "strike and insert": "<p><del>old</del> <ins>new</ins> <s>s</s> <strike>k</strike></p>",
    "quote with code": "<blockquote><p>q</p><pre><code>a\n\nb</code></pre><p>r</p></blockquote>",
    "list with code": "<ol><li>x<pre><code>a\n\n  b</code></pre>y</li><li>z</li></ol>",
    "fence in code": "<pre><code>```\nx\n````\n</code></pre>",
}
OTHERS = {
    "octopress listing": (
        '<figure class="code"><div class="highlight"><table><tr><td class="gutter"><pre>1\n2</pre>'
        '</td><td class="code"><pre><code class="ruby">a\n\nb</code></pre></td></tr></table></div>'
        "</figure>"
    ),
    "rouge listing": (
        '<div class="language-ruby highlighter-rouge"><div class="highlight"><pre '
        'class="highlight"><code><span class="k">def</span> x\n\n<span>end</span></code></pre>'
        "</div></div>"
    ),
    "medium": (
        '<section class="section"><div><h3 class="graf">Head</h3><p class="graf">A <a '
        'href="https://e.com" class="markup--anchor">link</a>.</p><figure class="graf"><img '
        'class="graf-image" src="https://e.com/m.png"><figcaption class="imageCaption">Cap'
        '</figcaption></figure><pre class="graf--pre">a<br><br>b</pre></div></section>'
    ),
    "substack": (
        '<div class="captioned-image-container"><figure><a class="image-link" '
        'href="https://e.com/full.png"><div class="image2-inset"><img src="https://e.com/s.png" '
        'alt=""></div></a><figcaption class="image-caption">Cap</figcaption></figure></div>'
        '<p>x<a class="footnote-anchor" href="#footnote-1">1</a></p>'
    ),
    "blogger": (
        '<div class="separator" style="clear: both;"><a href="https://e.com/b.jpg"><img border="0" '
        'src="https://e.com/b-s.jpg"></a></div>One<br><br>Two <div><br></div><div>Three</div>'
    ),
    "blogger table": (
        '<table class="tr-caption-container"><tbody><tr><td><img src="https://e.com/t.jpg"></td>'
        '</tr><tr><td class="tr-caption">Cap</td></tr></tbody></table>'
    ),
    "tumblr": (
        '<div class="npf_row"><figure class="tmblr-full"><img src="https://e.com/t.png" alt="x">'
        "</figure></div><p>Words</p><ul><li>a</li></ul>"
    ),
    "tweet": (
        '<blockquote class="twitter-tweet"><p lang="en">Said &mdash; it</p>&mdash; Who (@who) <a '
        'href="https://twitter.com/who/status/1">May 1</a></blockquote>'
    ),
}
ORIGINALS = {
    f"{kind}: {name}": text
    for kind, texts in (
        ("ghost", GHOST),
        ("gutenberg", GUTENBERG),
        ("classic", CLASSIC),
        ("other", OTHERS),
    )
    for name, text in texts.items()
}
