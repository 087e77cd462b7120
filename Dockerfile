# syntax=docker/dockerfile:1
FROM rust:1.95-slim-bookworm AS build
# A C compiler and CMake: cryptography (aws-lc), SQLite and the allocator are compiled from source. Node.js: the playground.
RUN apt-get update \
    && apt-get install -y --no-install-recommends build-essential cmake nodejs npm \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/source/target \
    cargo build --release --locked --package api --bin samhallskontraktet \
    && cp target/release/samhallskontraktet /usr/local/bin/

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /data --create-home samhallskontraktet
COPY --from=build /usr/local/bin/samhallskontraktet /usr/local/bin/
USER 10001
WORKDIR /data
VOLUME /data
# Every setting is an environment variable: `samhallskontraktet --help` lists them.
ENV SK_LISTEN=0.0.0.0:8080 \
    SK_DATABASE_URL=sqlite:///data/samhallskontraktet.db \
    SK_DOCUMENTS=/data/documents \
    SK_LOG_FORMAT=json
EXPOSE 8080
# The first start migrates and fills the database.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["samhallskontraktet", "health"]
ENTRYPOINT ["samhallskontraktet"]
CMD ["serve"]
