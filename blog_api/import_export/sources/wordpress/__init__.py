"""WordPress's WXR: RSS with `wp:` elements, under the prefixes that WordPress writes."""
