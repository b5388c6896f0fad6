// Runs inside the browser page: render one diagram, return it as plain SVG text.
export async function reduce({ source, name, title, text }) {
  const { svg } = await globalThis.mermaid.render(`d${name}`, source);
  document.body.innerHTML = svg;
  const drawn = document.querySelector("body > svg");
  const namespace = "http://www.w3.org/2000/svg";
  const shapes = ["g", "path", "rect", "circle", "ellipse", "polygon", "polyline", "line", "text", "tspan", "marker", "defs", "use"];
  const geometry = ["d", "x", "y", "x1", "x2", "y1", "y2", "dx", "dy", "cx", "cy", "r", "rx", "ry", "width", "height", "points",
    "transform", "text-anchor", "dominant-baseline", "markerWidth", "markerHeight", "refX", "refY", "orient", "markerUnits",
    "viewBox"];
  const markers = new Map();
  const round = (value) => value.replace(/-?\d+\.\d+(e-?\d+)?/g, (number) => String(Math.round(Number(number) * 10) / 10));
  const isWhite = (colour) => /^rgba?\(255, 255, 255/.test(colour);
  const isClear = (colour) => colour === "none" || /^rgba\(.*, 0\)$/.test(colour);

  function markerName(reference) {
    const id = reference.replace(/^url\("?#?/, "").replace(/"?\)$/, "");
    if (!markers.has(id)) markers.set(id, `${name}-m${markers.size + 1}`);
    return markers.get(id);
  }

  function paint(from, to) {
    const style = getComputedStyle(from);
    const tag = from.tagName;
    if (tag === "text" || tag === "tspan") {
      to.setAttribute("fill", "currentColor");
      if (tag === "text") {
        to.setAttribute("font-size", String(parseFloat(style.fontSize)));
        to.setAttribute("text-anchor", style.textAnchor);
        if (style.dominantBaseline !== "auto") to.setAttribute("dominant-baseline", style.dominantBaseline);
      }
      if (Number(style.fontWeight) >= 600) to.setAttribute("font-weight", "600");
      return;
    }
    const behindText = from.closest(".edgeLabel, .labelBkg") !== null && tag === "rect";
    if (behindText) {
      to.setAttribute("fill", "var(--paper, Canvas)");
      to.setAttribute("stroke", "none");
      return;
    }
    const chosen = !isClear(style.fill) && !isWhite(style.fill) && style.fill !== "rgb(0, 0, 0)";
    const line = isClear(style.stroke) ? "none" : "currentColor";
    const solid = style.fill === "rgb(0, 0, 0)" && from.closest("marker, .state-start, .state-end, .node") !== null;
    // An area hides the lines behind it; frames around several boxes do not.
    const area = isWhite(style.fill) && from.closest(".cluster") === null && tag !== "path";
    to.setAttribute("fill", solid ? "currentColor" : area || chosen ? "var(--paper, Canvas)" : "none");
    to.setAttribute("stroke", line);
    // A colour chosen by the author only says "look here": said by a heavier line.
    const width = parseFloat(style.strokeWidth) || 1;
    to.setAttribute("stroke-width", chosen && from.closest("marker") === null ? "3" : String(Math.min(width, 2)));
    if (style.strokeDasharray !== "none" && !/^0(px)?$/.test(style.strokeDasharray)) {
      to.setAttribute("stroke-dasharray", style.strokeDasharray.replace(/px/g, ""));
    }
    for (const end of ["marker-start", "marker-end"]) {
      const value = from.getAttribute(end);
      if (value) to.setAttribute(end, `url(#${markerName(value)})`);
    }
  }

  function copy(from) {
    if (!shapes.includes(from.tagName)) return null;
    const style = getComputedStyle(from);
    if (style.display === "none" || (from.tagName === "rect" && Number(from.getAttribute("width")) === 0)) return null;
    const to = document.createElementNS(namespace, from.tagName);
    for (const attribute of geometry) {
      const value = from.getAttribute(attribute);
      if (value !== null && value !== "") to.setAttribute(attribute, round(value));
    }
    if (from.tagName === "marker") to.setAttribute("id", markerName(from.id));
    if (!["g", "marker", "defs"].includes(from.tagName)) paint(from, to);
    for (const child of from.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) {
        if (["text", "tspan"].includes(from.tagName) && child.data.trim()) to.append(child.data);
      } else if (child.nodeType === Node.ELEMENT_NODE) {
        const copied = copy(child);
        if (copied) to.append(copied);
      }
    }
    const hollow = ["g", "defs", "text", "tspan"].includes(from.tagName) && to.childNodes.length === 0;
    return hollow ? null : to;
  }

  const box = drawn.viewBox.baseVal;
  const result = document.createElementNS(namespace, "svg");
  result.setAttribute("viewBox", round(`${box.x} ${box.y} ${box.width} ${box.height}`));
  result.setAttribute("width", String(Math.ceil(box.width)));
  result.setAttribute("height", String(Math.ceil(box.height)));
  result.setAttribute("role", "img");
  result.setAttribute("font-family", "var(--font, sans-serif)");
  if (title) {
    result.setAttribute("aria-labelledby", text ? `${name}-title ${name}-text` : `${name}-title`);
    for (const [tag, words] of [["title", title], ["desc", text]]) {
      if (!words) continue;
      const element = document.createElementNS(namespace, tag);
      element.setAttribute("id", `${name}-${tag === "title" ? "title" : "text"}`);
      element.textContent = words;
      result.append(element);
    }
  }
  for (const child of drawn.children) {
    const copied = copy(child);
    if (copied) result.append(copied);
  }
  // Arrow heads that nothing uses are left out.
  const used = new Set([...result.querySelectorAll("*")].flatMap((each) =>
    ["marker-start", "marker-end"].map((end) => (each.getAttribute(end) ?? "").replace(/^url\(#|\)$/g, ""))));
  for (const marker of result.querySelectorAll("marker")) if (!used.has(marker.id)) marker.remove();
  document.body.innerHTML = "";
  return new XMLSerializer().serializeToString(result);
}
