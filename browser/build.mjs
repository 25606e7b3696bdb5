// Writes what the pages carry from npm. The same lock file gives the same bytes; nothing is fetched here.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const vendor = join(here, "..", "src", "csto_kg", "site", "static", "vendor");
const modules = join(here, "node_modules");

function packed(bytes) {
  const gz = gzipSync(bytes, { level: 9 });
  gz[9] = 255; // no word on the system that packed it
  return gz;
}

async function bundled(entry) {
  const made = await build({
    entryPoints: [join(here, entry)],
    absWorkingDir: here,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    legalComments: "none",
    metafile: true,
    write: false,
  });
  const names = Object.keys(made.metafile.inputs).map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]);
  return { bytes: made.outputFiles[0].contents, names: [...new Set(names.filter(Boolean))] };
}

// The text of a licence is in the package, or beside this file where the package leaves it out.
function licenceText(name) {
  const beside = join(here, "licences", `${name.replaceAll("/", "-").replace("@", "")}.txt`);
  const inside = readdirSync(join(modules, name)).filter((file) => /^licen[cs]e/i.test(file)).sort();
  if (existsSync(beside)) return readFileSync(beside, "utf-8").trim();
  if (inside.length) return readFileSync(join(modules, name, inside[0]), "utf-8").trim();
  throw new Error(`the package ${name} has no text of its licence: put it into ${beside}`);
}

const lock = JSON.parse(readFileSync(join(here, "package-lock.json"), "utf-8")).packages;
const editor = await bundled("editor.mjs");
const oxigraph = await bundled("oxigraph.mjs");
const wasm = readFileSync(join(modules, "oxigraph", "web_bg.wasm"));
const files = { "codemirror.js": editor.bytes, "oxigraph.js": oxigraph.bytes, "oxigraph.wasm.gz": packed(wasm) };
const carries = { "codemirror.js": editor.names, "oxigraph.js": oxigraph.names, "oxigraph.wasm.gz": ["oxigraph"] };
const names = [...new Set(Object.values(carries).flat())].sort();

const packages = names.map((name) => {
  const { version, license } = JSON.parse(readFileSync(join(modules, name, "package.json"), "utf-8"));
  const { integrity } = lock[`node_modules/${name}`];
  const within = Object.keys(carries).filter((file) => carries[file].includes(name)).sort();
  return { name, version, licence: license, integrity, files: within };
});
const digests = Object.fromEntries(
  Object.entries(files).map(([name, bytes]) => [name, createHash("sha256").update(bytes).digest("hex")]),
);
const licences = packages.map((p) => `${p.name} ${p.version} (${p.licence})\n\n${licenceText(p.name)}\n`);
files["contents.json"] = `${JSON.stringify({ packages, sha256: digests }, null, 1)}\n`;
files["licences.txt"] = licences.join(`\n${"-".repeat(80)}\n\n`);

rmSync(vendor, { recursive: true, force: true });
mkdirSync(vendor, { recursive: true });
for (const [name, bytes] of Object.entries(files)) writeFileSync(join(vendor, name), bytes);
console.log(names.map((name) => `${name} ${lock[`node_modules/${name}`].version}`).join(", "));
