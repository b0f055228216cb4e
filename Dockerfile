# syntax=docker/dockerfile:1
FROM python:3.13-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src
# The locked build backend, in an environment that stays behind in this stage.
COPY scripts/packaged/requirements.lock packaged.lock
RUN python -m venv /build && /build/bin/pip install --no-deps --require-hashes -r packaged.lock
# Before the code, so that a change of the code does not install the packages again.
COPY requirements.lock .
RUN python -m venv /app && /app/bin/pip install --no-deps --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY blog_api blog_api
COPY alembic alembic
RUN /build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
    && /app/bin/pip install --no-deps --no-index /wheels/*.whl

FROM python:3.13-slim
LABEL org.opencontainers.image.title=blog-api org.opencontainers.image.licenses=MIT
RUN useradd --system --uid 10001 --home-dir /data blog && install -d -o blog -g blog -m 0700 /data
COPY --from=build /app /app
ENV PATH=/app/bin:$PATH BLOG_DATA_DIR=/data PYTHONUNBUFFERED=1
WORKDIR /data
USER blog
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/health/ready', timeout=2)"]
CMD ["blog-api", "serve", "--host", "0.0.0.0"]
