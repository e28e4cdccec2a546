// Maps of activities and stations, and picking a point. Leaflet draws; works without tiles on outlines alone.

const L = window.L;
const escaped = (text) => { const node = document.createElement("i"); node.textContent = text ?? ""; return node.innerHTML; };

function pin(kind, letter) {
  return L.divIcon({ className: `pin ${kind || ""}`, html: escaped(letter), iconSize: [30, 30], iconAnchor: [4, 30], popupAnchor: [11, -28] });
}

function popup(marker) {
  const title = marker.url ? `<a href="${encodeURI(marker.url)}">${escaped(marker.title)}</a>` : escaped(marker.title);
  return `<b>${title}</b>${marker.text ? `<br>${escaped(marker.text)}` : ""}`;
}

function single(marker) {
  const icon = pin(marker.kind, marker.letter);
  return L.marker([marker.lat, marker.lon], { icon, title: marker.title, alt: marker.title, keyboard: true }).bindPopup(popup(marker));
}

/* pins that would lie on each other stand as one with their number; a press draws nearer, and lists those of one spot */
const NEAR = 42; // pixels
const LISTED = 12;

function grouped(map, markers) {
  const groups = [];
  markers.forEach((marker) => {
    const at = map.project([marker.lat, marker.lon]);
    const home = groups.find((group) => group.at.distanceTo(at) < NEAR);
    if (home) home.markers.push(marker);
    else groups.push({ at, markers: [marker] });
  });
  return groups;
}

function heap(map, markers) {
  const bounds = L.latLngBounds(markers.map((marker) => [marker.lat, marker.lon]));
  const title = markers.slice(0, 3).map((marker) => marker.title).join("、") + (markers.length > 3 ? " …" : "");
  const icon = L.divIcon({ className: "pin heap", html: String(markers.length), iconSize: [38, 38], iconAnchor: [19, 19], popupAnchor: [0, -18] });
  const drawn = L.marker(bounds.getCenter(), { icon, title, alt: title, keyboard: true });
  const nearer = Math.min(map.getBoundsZoom(bounds.pad(0.2)), 18);
  if (nearer > map.getZoom()) return drawn.on("click", () => map.setView(bounds.getCenter(), Math.max(nearer, map.getZoom() + 1)));
  return drawn.bindPopup(markers.slice(0, LISTED).map(popup).join("<br>"));
}

function addMarkers(map, markers) {
  const layer = L.layerGroup().addTo(map);
  const draw = () => {
    layer.clearLayers();
    grouped(map, markers).forEach((group) => layer.addLayer(group.markers.length > 1 ? heap(map, group.markers) : single(group.markers[0])));
  };
  map.on("zoomend", draw);
  draw();
}

function frame(map, data, outlines) {
  const bounds = L.latLngBounds((data.markers || []).map((marker) => [marker.lat, marker.lon]));
  if (!bounds.isValid() && outlines && !data.center) bounds.extend(outlines.getBounds());
  if (data.center && !bounds.isValid()) map.setView([data.center[1], data.center[0]], data.zoom || 12);
  else if (bounds.isValid()) map.fitBounds(bounds, { padding: [36, 36], maxZoom: 15, animate: false });
}

/* the point is kept in the form's own two fields, so typing them by hand works as well */
function picking(map, box) {
  const form = box.closest("form");
  const lon = form?.querySelector('[name="lon"]');
  const lat = form?.querySelector('[name="lat"]');
  if (!lon || !lat) return;
  const marker = L.marker(map.getCenter(), { icon: pin("", ""), draggable: true, title: box.dataset.pickHint, alt: box.dataset.pickHint });
  const write = (at) => {
    lon.value = at.lng.toFixed(6);
    lat.value = at.lat.toFixed(6);
    marker.setLatLng(at).addTo(map);
    lon.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const read = () => {
    const at = [parseFloat(lat.value), parseFloat(lon.value)];
    if (at.every(Number.isFinite)) { marker.setLatLng(at).addTo(map); map.setView(at, Math.max(map.getZoom(), 15)); }
  };
  map.on("click", (event) => write(event.latlng));
  marker.on("dragend", () => write(marker.getLatLng()));
  map.getContainer().addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === map.getContainer()) { event.preventDefault(); write(map.getCenter()); }
  });
  lon.addEventListener("change", read);
  lat.addEventListener("change", read);
  read();
}

function draw(box) {
  const source = box.querySelector('script[type="application/json"]');
  const data = source ? JSON.parse(source.textContent) || {} : {};
  box.hidden = false;
  const canvas = document.createElement("div");
  canvas.className = "canvas";
  box.append(canvas);
  const map = L.map(canvas, { scrollWheelZoom: false, attributionControl: Boolean(data.tiles) });
  if (data.center) map.setView([data.center[1], data.center[0]], data.zoom || 12);
  if (data.tiles) L.tileLayer(data.tiles, { maxZoom: 18, attribution: escaped(data.tiles_note || "") }).addTo(map);
  const outlines = data.outlines ? L.geoJSON(data.outlines, { className: "outline", interactive: false }).addTo(map) : null;
  frame(map, data, outlines);
  addMarkers(map, data.markers || []);
  if ("pick" in box.dataset) picking(map, box);
}

if (L) document.querySelectorAll("[data-map]").forEach(draw);
