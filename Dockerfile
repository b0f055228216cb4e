# syntax=docker/dockerfile:1
FROM python:3.13-slim AS build
WORKDIR /app
RUN python -m venv /app/.venv
COPY requirements.lock .
RUN /app/.venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY blog_api blog_api
COPY alembic alembic
# Editable, so that the package finds alembic/ and pyproject.toml beside itself.
RUN /app/.venv/bin/pip install --no-cache-dir --no-deps -e .

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /data blog && install -d -o blog -g blog -m 0700 /data
WORKDIR /app
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH BLOG_DATA_DIR=/data PYTHONUNBUFFERED=1
USER blog
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/health/ready', timeout=2)"]
CMD ["blog-api", "serve", "--host", "0.0.0.0"]
