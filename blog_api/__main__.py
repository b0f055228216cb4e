"""Entry point of `python -m blog_api`, the same as `blog-api`."""

from blog_api.cli import app

if __name__ == "__main__":  # A worker also imports this module, under another name.
    app(prog_name="blog-api")
