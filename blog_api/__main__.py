"""`python -m blog_api` is `blog-api`."""

from blog_api.cli import app

if __name__ == "__main__":  # A worker imports this module too, under another name.
    app(prog_name="blog-api")
