# auditd as an image without anything else: one static program, certificates and a user. It needs no shell, runs as nobody and on a
# read-only root; what it keeps is in /data, what it needs for a moment in /tmp.
#
#   docker build -t auditd .
#   docker run --read-only --tmpfs /tmp -v auditd:/data -p 127.0.0.1:8080:8080 auditd
#
# GO_IMAGE is any image with Go, certificates and nothing that matters otherwise; .ci/image assembles one where none can be pulled.
ARG GO_IMAGE=docker.io/library/golang:1.26

FROM ${GO_IMAGE} AS build
ARG VERSION=""
ARG GOPROXY=""
ENV CGO_ENABLED=0 GOTOOLCHAIN=local GOFLAGS="-mod=readonly -trimpath -buildvcs=false '-ldflags=-s -X=main.version=${VERSION}'"
WORKDIR /src
COPY go.mod go.sum ./
RUN ["go", "mod", "download"]
COPY audit/ audit/
COPY cmd/ cmd/
COPY report/ report/
COPY web/ web/
RUN ["go", "build", "-o", "/out/auditd", "./cmd/auditd"]
RUN ["/out/auditd", "version"]

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /out/auditd /auditd
COPY cmd/auditd/deploy/passwd /etc/passwd
COPY cmd/auditd/deploy/group /etc/group
COPY --chown=65532:65532 cmd/auditd/deploy/empty/ /data/
ENV AUDITD_LISTEN=0.0.0.0:8080 AUDITD_DATA_DIR=/data AUDITD_LOG_FORMAT=json
USER 65532:65532
VOLUME ["/data"]
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=6s --start-period=20s --retries=3 CMD ["/auditd", "health"]
ENTRYPOINT ["/auditd"]
CMD ["serve"]
