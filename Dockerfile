# Stemma as one static program in an otherwise empty image.
#
#   docker build -t stemma .
#   docker run -p 8080:8080 -v stemma:/data stemma serve --operator https://you.example/about
#   docker run -p 8080:8080 stemma demo

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -tags clouds -trimpath -ldflags="-s -w" -o /out/stemma ./cmd/stemma
# SQLite writes its larger sorts to /tmp; the data folder must belong to the user that the program runs as.
RUN mkdir -p /out/root/data /out/root/tmp && chmod 1777 /out/root/tmp

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build --chown=65532:65532 /out/root/ /
COPY --from=build /out/stemma /stemma
USER 65532:65532
ENV STEMMA_DATA=/data STEMMA_LISTEN=:8080
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["/stemma"]
CMD ["serve"]
