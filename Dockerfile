FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
ARG VERSION
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -tags nomsgpack -trimpath -ldflags "-s -w -X github.com/vsrsim/vsrsim/simulator/internal/version.release=$VERSION" -o /vsrsim ./cmd/vsrsim

FROM scratch
COPY --from=build /vsrsim /vsrsim
COPY LICENSE NOTICE /licenses/
# No name, because there is no /etc/passwd.
USER 65532:65532
# For "docker exec NAME vsrsim health".
ENV PATH=/
# The loopback interface of a container cannot be reached from outside of it.
ENV VSRSIM_LISTEN=0.0.0.0:4010
EXPOSE 4010
HEALTHCHECK --interval=5s --timeout=5s --start-period=5s CMD ["/vsrsim", "health"]
ENTRYPOINT ["/vsrsim"]
CMD ["serve"]
