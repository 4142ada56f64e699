"""Documents of feeds."""

from streams.feeds.state import FeedState

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
  <title>Example   Wire</title><link>https://wire.example/</link><language>en-gb</language>
  <item>
    <title>Ferry sinks off the coast</title><link>https://wire.example/ferry</link><guid>tag:wire,1</guid>
    <pubDate>Mon, 02 Mar 2026 12:00:00 +0200</pubDate><description>Short.</description>
    <content:encoded><![CDATA[<p>A ferry with 40 people on board sank.</p>]]></content:encoded>
  </item>
  <item><title>Ministers to meet</title><link>/talks</link><description>They meet on &lt;b&gt;Friday&lt;/b&gt;.</description></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>Agence</title>
  <entry><id>urn:1</id><title>Séisme au large</title><link href="https://agence.example/1"/>
    <updated>2026-03-02T12:00:00Z</updated><summary type="text">Magnitude &lt; 6</summary></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
  xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Old News</title></channel>
  <item rdf:about="https://old.example/1"><title>Strike ends</title><link>https://old.example/1</link>
  <dc:date>2026-03-02T12:00:00+00:00</dc:date><description>It ended.</description></item></rdf:RDF>"""


def rss(*items, title="Wire"):
    return f'<rss version="2.0"><channel><title>{title}</title>{"".join(items)}</channel></rss>'.encode()


def item(title="A title", link=None, body="", date=None):
    parts = [("title", title), ("link", link), ("description", body), ("pubDate", date)]
    return "<item>" + "".join(f"<{name}>{value}</{name}>" for name, value in parts if value is not None) + "</item>"


def state(url="https://wire.example/rss", interval=60.0):
    return FeedState(url, interval)
