# The coach in a container: one process, not root, nothing to write but /data (SQLite only) and /tmp.
# How it is started, upgraded and watched: docs/operators.md.
ARG PYTHON=3.11

FROM python:${PYTHON}-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /src
# Nothing is resolved anew: the locks hold every version with its hashes, of what builds the wheel too.
COPY requirements-build.lock ./
RUN python -m venv /opt/build \
    && /opt/build/bin/pip install --no-deps --require-hashes -r requirements-build.lock
# What runs changes with the lock only: this layer is kept when the code changes.
COPY requirements.lock ./
RUN python -m venv /opt/coach \
    && /opt/coach/bin/pip install --no-deps --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE manifest.yml ./
COPY bot ./bot
COPY flows ./flows
COPY storage ./storage
RUN /opt/build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir dist . \
    && /opt/coach/bin/pip install --no-deps dist/*.whl \
    && /opt/coach/bin/pip check \
    && /opt/coach/bin/pip uninstall --yes pip setuptools \
    && /opt/coach/bin/python -m compileall -q /opt/coach/lib

FROM python:${PYTHON}-slim-bookworm
LABEL org.opencontainers.image.title="Partnership Coach" \
      org.opencontainers.image.description="A Slack app that coaches a team through a partnership decision" \
      org.opencontainers.image.licenses="MIT"
RUN groupadd --gid 10001 coach \
    && useradd --uid 10001 --gid coach --home-dir /data --no-create-home --shell /usr/sbin/nologin coach \
    && install --directory --owner=coach --group=coach --mode=0700 /data
COPY --from=build /opt/coach /opt/coach
ENV PATH=/opt/coach/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PARTNERSHIP_DATA=/data \
    HOST=0.0.0.0 \
    HEALTH_HOST=0.0.0.0 \
    HEALTH_PORT=8080
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 3000 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["partnership-coach", "health"]
ENTRYPOINT ["partnership-coach"]
CMD ["run"]
