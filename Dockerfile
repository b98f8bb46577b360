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

# Run: no npm, no shell scripts, nothing to write but /data.
FROM node:24-slim
WORKDIR /app
ENV NODE_ENV=production \
    LEASTPATH_ALS_LISTEN=0.0.0.0:19001 \
    LEASTPATH_HTTP_LISTEN=0.0.0.0:8080 \
    LEASTPATH_STORE=sqlite:/data/leastpath.db
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
VOLUME /data
USER 65532:65532
EXPOSE 19001 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/src/main.js"]
CMD ["serve"]
