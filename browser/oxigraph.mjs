export { default, Store, namedNode } from "oxigraph/web.js";
