"""Sites of static generators: Jekyll, Hugo, Astro, Eleventy, Gatsby, Hexo, Pelican, Obsidian."""
