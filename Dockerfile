# syntax=docker/dockerfile:1

# A local Graph in a container: see "How to use it" in the docs of the simulator.
#
#   docker build --tag page-conversations-simulator .
#   docker run --rm --publish 127.0.0.1:8080:8080 page-conversations-simulator

FROM rust:1-slim-bookworm AS build
WORKDIR /source
COPY . .
# The program is no client, so it needs no TLS of one.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/source/target \
    cargo install --locked --path . --root /installed \
    --no-default-features --features simulator-server

FROM debian:bookworm-slim
COPY --from=build /installed/bin/page-conversations-simulator /usr/local/bin/
# In a container, loopback is the container's own.
ENV GRAPH_SIMULATOR_ADDRESS=0.0.0.0 \
    GRAPH_SIMULATOR_PORT=8080
EXPOSE 8080
USER 65534:65534
# It is healthy while it accepts connections, with TLS or without.
HEALTHCHECK --interval=5s --timeout=2s --start-period=2s \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/$GRAPH_SIMULATOR_PORT"]
ENTRYPOINT ["page-conversations-simulator"]
