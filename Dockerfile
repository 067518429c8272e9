# The bot as a container. Everything it keeps is in the volume /data, so the root may be read-only:
#   docker build --tag threadscribe .
#   docker run --read-only --volume threadscribe:/data --env-file .env threadscribe

FROM python:3.14-slim-trixie AS build
RUN python -m venv --without-pip /opt/threadscribe
WORKDIR /build
# Dependencies first: a layer that only changes with the lock.
COPY requirements.lock ./
RUN pip --python /opt/threadscribe/bin/python install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE manifest.yaml ./
COPY bot ./bot
RUN pip --python /opt/threadscribe/bin/python install --no-cache-dir --no-deps .

FROM python:3.14-slim-trixie
RUN useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin threadscribe \
    && install --directory --owner threadscribe --group threadscribe --mode 700 /data
COPY --from=build /opt/threadscribe /opt/threadscribe
ENV PATH=/opt/threadscribe/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DATABASE_URL=sqlite:////data/threadscribe.db \
    DATA_DIR=/data/media \
    PORT=3000
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/health/live', timeout=4)"]
CMD ["threadscribe", "run"]
