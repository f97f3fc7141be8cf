# docker build -t whosaid . && docker run --rm -v "$PWD:/data" whosaid extract /data/articles
# Needs the package that `.ci/release` makes.
FROM debian:stable-slim
COPY dist/whosaid_*_amd64.deb /tmp/
RUN dpkg -i /tmp/whosaid_*_amd64.deb && rm /tmp/whosaid_*_amd64.deb
ENTRYPOINT ["whosaid"]
