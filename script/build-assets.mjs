// Bundles the front end. Called by script/build_assets.py with the digest of the sources as its one argument.
//
// Written to src/reknit/web/static/reknit: files with a hash of their content in the name, .gz and .br beside
// them, the icons in use as one sprite, the licences of what is inside, and manifest.json, which the templates read.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { PurgeCSS } from "purgecss";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const web = join(root, "src/reknit/web");
const target = join(web, "static/reknit");
const packages = ["@tabler/core", "@tabler/icons", "htmx.org", "@fontsource-variable/inter"];

function filesUnder(folder, suffix) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(suffix))
    .map((name) => join(folder, name))
    .sort();
}

const text = (path) => readFileSync(path, "utf8");
const templates = filesUnder(join(web, "templates"), ".html");

/** Scripts, styles and fonts; every name gets a hash except the style sheet, which is still to be trimmed. */
async function bundle() {
  const result = await build({
    absWorkingDir: root,
    entryPoints: ["app.ts", "theme.ts", "app.css"].map((name) => join(web, "assets", name)),
    outdir: target,
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: ["es2022", "chrome123", "firefox120", "safari17.5"],
    loader: { ".woff2": "file" },
    legalComments: "none",
    logLevel: "warning",
  });
  return new Map(result.outputFiles.map((file) => [basename(file.path), Buffer.from(file.contents)]));
}

/** Tabler has far more rules than Reknit has pages: keep those whose class, tag or attribute occurs in our sources. */
async function trim(css) {
  const own = [...filesUnder(join(web, "assets"), ".ts"), join(web, "assets/reknit.css")];
  const content = [...templates, ...filesUnder(web, ".py"), ...own];
  const [{ css: kept }] = await new PurgeCSS().purge({
    content: content.map((path) => ({ raw: text(path), extension: "html" })),
    css: [{ raw: css }],
    variables: true,
    keyframes: true,
    safelist: { standard: ["html", "body", ":root", /^htmx-/] },
    dynamicAttributes: ["data-bs-theme", "open", "aria-current", "aria-invalid", "aria-busy", "hidden", "dir"],
  });
  return kept;
}

function hashed(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();
  return name.replace(/(\.\w+)$/, `-${hash}$1`);
}

/** Names in `{% icon "name" %}` of the templates and in icons.txt (those that Python chooses). */
function iconNames() {
  const inTemplates = templates.flatMap((path) => [...text(path).matchAll(/\{%\s*icon\s+"([\w-]+)"/g)].map((m) => m[1]));
  const listed = text(join(web, "icons.txt")).split("\n").map((line) => line.replace(/#.*/, "").trim());
  return [...new Set([...inTemplates, ...listed.filter(Boolean)])].sort();
}

/** One <symbol> an icon: our own drawing from assets/icons where there is one, else Tabler's. */
function sprite(names) {
  const own = new Map(filesUnder(join(web, "assets/icons"), ".svg").map((path) => [basename(path, ".svg"), path]));
  const tabler = JSON.parse(text(join(root, "node_modules/@tabler/icons/tabler-nodes-outline.json")));
  const line = 'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"';
  const symbols = names.map((name) => {
    if (own.has(name)) {
      const inner = text(own.get(name)).replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "").trim();
      return `<symbol id="${name}" viewBox="0 0 24 24" ${line}>${inner}</symbol>`;
    }
    if (!tabler[name]) throw new Error(`No icon is called "${name}" (look in Tabler's outline set, or draw assets/icons/${name}.svg).`);
    const shapes = tabler[name].map(([tag, attributes]) => {
      const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${value}"`);
      return `<${tag}${written.join("")}/>`;
    });
    return `<symbol id="${name}" viewBox="0 0 24 24" ${line}>${shapes.join("")}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("\n")}</svg>\n`;
}

function licences() {
  return packages.map((name) => {
    const folder = join(root, "node_modules", name);
    const { version, license } = JSON.parse(text(join(folder, "package.json")));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    return `${name} ${version} (${license})\n\n${file ? text(join(folder, file)) : ""}`;
  }).join("\n----\n\n");
}

function write(folder, name, content) {
  writeFileSync(join(folder, name), content);
  if (![".js", ".css", ".svg", ".txt"].includes(extname(name))) return content.length;
  const brotli = brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  writeFileSync(join(folder, `${name}.gz`), gzipSync(content, { level: 9 }));
  writeFileSync(join(folder, `${name}.br`), brotli);
  return brotli.length;
}

const outputs = new Map();
const files = {};
for (const [name, content] of await bundle()) {
  const plain = name.replace(/-[A-Z0-9]{8}(\.\w+)$/, "$1");
  const final = plain === "app.css" ? Buffer.from(await trim(content.toString())) : content;
  files[plain] = plain === "app.css" ? hashed(plain, final) : name;
  outputs.set(files[plain], final);
}
const icons = iconNames();
const icon = text(join(web, "assets/icon.svg"));
for (const [plain, content] of [["sprite.svg", sprite(icons)], ["icon.svg", icon], ["licenses.txt", licences()]]) {
  files[plain] = hashed(plain, content);
  outputs.set(files[plain], Buffer.from(content));
}

// A server may be reading: the new folder is complete before it takes the old one's place.
const fresh = `${target}.new-${process.pid}`;
const old = `${target}.old-${process.pid}`;
mkdirSync(fresh, { recursive: true });
for (const [name, content] of outputs) {
  const sent = write(fresh, name, content);
  if (/^(app|theme|sprite)/.test(name)) console.log(`  ${name}: ${content.length} bytes, ${sent} compressed`);
}
const sorted = Object.fromEntries(Object.entries(files).sort());
writeFileSync(join(fresh, "manifest.json"), `${JSON.stringify({ digest: process.argv[2], files: sorted, icons }, null, 1)}\n`);
try {
  renameSync(target, old);
} catch (error) {
  if (error.code !== "ENOENT") throw error;
}
renameSync(fresh, target);
rmSync(old, { recursive: true, force: true });
