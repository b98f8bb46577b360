# Build: the dependencies as locked, and the sources as plain JavaScript.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY tools ./tools
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
COPY migrations ./migrations
RUN npm run build && npm prune --omit=dev --omit=optional
# A volume that is made from the image gets this owner: uid 65532, and group 0 for platforms that choose the uid.
RUN mkdir /data && chown 65532:0 /data && chmod 770 /data

# Run: nothing is written but /data and /tmp, so the root file system can be read-only.
FROM node:24-slim
WORKDIR /app
ENV NODE_ENV=production
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build --chown=65532:0 /data /data
# The image's settings are a file, which the Helm chart replaces by its own: variables would win over that one.
COPY <<EOF /etc/leastpath/leastpath.yaml
als:
  listen: 0.0.0.0:19001
http:
  listen: 0.0.0.0:8080
store: sqlite:/data/leastpath.db
EOF
# For `kubectl exec POD -- leastpath setup`.
COPY --chmod=755 <<"EOF" /usr/local/bin/leastpath
#!/bin/sh
exec node /app/dist/src/main.js "$@"
EOF
VOLUME /data
USER 65532:65532
EXPOSE 19001 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/dist/src/main.js"]
CMD ["serve", "--config", "/etc/leastpath/leastpath.yaml"]
