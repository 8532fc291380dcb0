# FreezeDesk for a server: one image, three programmes (web, worker, clock). docker-compose.yml puts them together.

# --- the pinned packages, checked by hash; nothing compiles ------------------------------------------------------------
FROM python:3.11-slim-bookworm AS packages
WORKDIR /build
COPY requirements-uv.txt requirements.txt ./
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --only-binary :all: --require-hashes -r requirements-uv.txt \
    && /opt/venv/bin/uv pip install --no-cache --python /opt/venv/bin/python --only-binary :all: --require-hashes \
        --compile-bytecode -r requirements.txt \
    && /opt/venv/bin/pip uninstall -y uv

# --- what runs -------------------------------------------------------------------------------------------------------
FROM python:3.11-slim-bookworm
# Pango prints the letters, libharfbuzz-subset keeps them quick, the fonts are the Chinese ones. Neither Ghostscript nor
# ImageMagick is here: untrusted files must never reach them.
# Debian's point releases move their versions; a pin here would only break the next security rebuild.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends fontconfig fonts-noto-cjk libharfbuzz-subset0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 freezedesk \
    && useradd --system --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/freezedesk freezedesk \
    && install -d -o freezedesk -g freezedesk -m 0700 /var/lib/freezedesk

COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY . .
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    FREEZEDESK_VAR=/var/lib/freezedesk \
    STATIC_ROOT=/app/staticfiles \
    FONTCONFIG_FILE=/app/faces/fonts.conf \
    BIND=0.0.0.0:8000
# The programme's own files belong to root: what runs cannot change them.
RUN python ops/compile_messages.py \
    && python -m documents.cutfaces /app/faces \
    && FREEZEDESK_VAR=/tmp/build python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf /tmp/build \
    && python -m compileall -q accounts api appeals audit cases demo documents freezedesk funds jobs knowledge notifications web work

USER 10001:10001
VOLUME /var/lib/freezedesk
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD ["python", "ops/healthy.py", "web"]
CMD ["gunicorn", "-c", "ops/gunicorn.conf.py", "freezedesk.wsgi"]
