# One image for every part of the stack: the command chooses which.

FROM python:3.13-slim AS packages
COPY requirements/runtime.txt /build/
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /build/runtime.txt

FROM python:3.13-slim AS assets
# npm trusts the certificates that the image trusts.
ENV NODE_OPTIONS=--use-system-ca PATH=/opt/npm/bin:$PATH
WORKDIR /build
COPY requirements/assets.txt ./
RUN python -m venv /opt/npm \
    && pip --python /opt/npm install --no-cache-dir --disable-pip-version-check --require-hashes -r assets.txt
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev
COPY deploy/__init__.py deploy/
COPY deploy/development/__init__.py deploy/development/assets.py deploy/development/icons.txt deploy/development/
RUN python -m deploy.development.assets

FROM python:3.13-slim
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin hyke \
    && install -d -o hyke -g hyke /var/lib/hyke/mail \
    && printf '#!/bin/sh\nexec python -m deploy "$@"\n' > /usr/local/bin/hyke \
    && chmod +x /usr/local/bin/hyke
ENV PATH=/opt/venv/bin:$PATH PYTHONPATH=/app PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY LICENSE ./
COPY shared shared
COPY services services
COPY deploy deploy
COPY --from=assets /build/services/gateway/static/vendor services/gateway/static/vendor
RUN python -m compileall -q shared services deploy
USER hyke
ENTRYPOINT ["hyke"]
CMD ["run", "all"]
