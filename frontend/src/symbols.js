/** The map's symbols, drawn on a canvas: each kind has its own shape, so that nothing is told by colour alone. */
import { colours } from "./theme.js";

const SIZE = 22;
const SCALE = 2;

/** Outlines in a box from -10 to 10, y downwards, north up. */
const SHAPES = {
  aircraft: [[0, -9], [2, -3], [9, 2], [9, 4], [2, 2], [1.5, 6], [4, 8], [4, 9.5], [0, 8.5], [-4, 9.5], [-4, 8], [-1.5, 6], [-2, 2], [-9, 4], [-9, 2], [-2, -3]],
  drone: [[0, -9], [3, -1], [8, 7], [0, 3], [-8, 7], [-3, -1]],
  vessel: [[0, -9.5], [4.5, -2], [4.5, 8], [-4.5, 8], [-4.5, -2]],
  vehicle: [[-6, -6], [6, -6], [6, 6], [-6, 6]],
  person: [[0, -8], [7, 6], [-7, 6]],
  unknown: [[0, -8], [8, 0], [0, 8], [-8, 0]],
};

/** @param {maplibregl.Map} map @param {Record<string, string>} colour */
export function addSymbols(map, colour) {
  for (const [shape, outline] of Object.entries(SHAPES)) {
    put(map, `${shape}-moving`, (pen) => { trace(pen, outline); fill(pen, colour[shape]); stroke(pen, colour.paper, 1); });
    put(map, `${shape}-silent`, (pen) => { trace(pen, outline); fill(pen, colour.paper); stroke(pen, colour[shape], 2); });
  }
  const warning = [[0, -9], [9.5, 8], [-9.5, 8]];
  put(map, "alert-certain", (pen) => { trace(pen, warning); fill(pen, colour.certain); stroke(pen, colour.paper, 1.5); bang(pen, colour.paper); });
  put(map, "alert-possible", (pen) => { trace(pen, warning); fill(pen, colour.paper); stroke(pen, colour.possible, 2); bang(pen, colour.possible); });
  put(map, "alert-closed", (pen) => { trace(pen, warning); fill(pen, colour.paper); stroke(pen, colour.closed, 1.5); slash(pen, colour.closed); });
  put(map, "event", (pen) => { star(pen); fill(pen, colour.event); stroke(pen, colour.paper, 1); });
  put(map, "event-nuisance", (pen) => { star(pen); fill(pen, colour.paper); stroke(pen, colour.nuisance, 1.5); });
  const sheet = [[-6, -8], [3, -8], [7, -4], [7, 8], [-6, 8]];
  put(map, "report", (pen) => { trace(pen, sheet); fill(pen, colour.selected); stroke(pen, colour.paper, 1.5); });
  put(map, "report-closed", (pen) => { trace(pen, sheet); fill(pen, colour.paper); stroke(pen, colour.closed, 1.5); });
  put(map, "place", (pen) => { pen.beginPath(); pen.arc(0, 0, 2.6, 0, 7); fill(pen, colour.paper); stroke(pen, colour.place, 1.4); });
  put(map, "entry", (pen) => { trace(pen, [[-8, -7], [8, 0], [-8, 7], [-4, 0]]); fill(pen, colour.certain); stroke(pen, colour.paper, 1); });
  put(map, "exit", (pen) => { trace(pen, [[-8, -7], [8, 0], [-8, 7], [-4, 0]]); fill(pen, colour.paper); stroke(pen, colour.certain, 2); });
  for (const level of ["good", "thin"]) put(map, `coverage-${level}`, (pen) => { pen.beginPath(); pen.rect(-11, -11, 22, 22); pen.globalAlpha = level === "good" ? 0.42 : 0.3; fill(pen, colour[level]); });
  put(map, "coverage-interference", (pen) => {
    pen.beginPath(); pen.rect(-11, -11, 22, 22); pen.globalAlpha = 0.15; fill(pen, colour.interference);
    pen.globalAlpha = 0.9;
    for (const [x, y] of [[-5.5, -5.5], [5.5, -5.5], [0, 0], [-5.5, 5.5], [5.5, 5.5]]) { pen.beginPath(); pen.arc(x, y, 1.3, 0, 7); fill(pen, colour.interference); }
  });
  put(map, "coverage-blind", (pen) => {
    pen.beginPath();
    for (let i = -33; i <= 33; i += 11) { pen.moveTo(i - 11, -11); pen.lineTo(i + 11, 11); }
    pen.globalAlpha = 0.6;
    stroke(pen, colour.blind, 1);
  });
  put(map, "hatch", (pen) => {
    pen.beginPath();
    for (let i = -30; i <= 30; i += 7.34) { pen.moveTo(i - 11, 11); pen.lineTo(i + 11, -11); }
    pen.globalAlpha = 0.5;
    stroke(pen, colour.area, 1);
  });
}

function put(map, name, draw) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE * SCALE;
  const pen = canvas.getContext("2d");
  pen.translate((SIZE * SCALE) / 2, (SIZE * SCALE) / 2);
  pen.scale(SCALE, SCALE);
  pen.lineJoin = "round";
  draw(pen);
  const image = pen.getImageData(0, 0, SIZE * SCALE, SIZE * SCALE);
  if (map.hasImage(name)) map.updateImage(name, image);
  else map.addImage(name, image, { pixelRatio: SCALE });
}

function trace(pen, outline) {
  pen.beginPath();
  outline.forEach(([x, y], i) => (i === 0 ? pen.moveTo(x, y) : pen.lineTo(x, y)));
  pen.closePath();
}

function star(pen) {
  const points = [];
  for (let i = 0; i < 16; i += 1) {
    const radius = i % 2 === 0 ? 9 : 4.2;
    points.push([radius * Math.sin((i * Math.PI) / 8), -radius * Math.cos((i * Math.PI) / 8)]);
  }
  trace(pen, points);
}

function bang(pen, colour) {
  pen.beginPath();
  pen.moveTo(0, -3);
  pen.lineTo(0, 2.5);
  pen.moveTo(0, 5);
  pen.lineTo(0, 5.6);
  pen.lineCap = "round";
  stroke(pen, colour, 1.8);
}

function slash(pen, colour) {
  pen.beginPath();
  pen.moveTo(-4, 5);
  pen.lineTo(4, 0);
  stroke(pen, colour, 1.5);
}

function fill(pen, colour) {
  pen.fillStyle = colour;
  pen.fill();
}

function stroke(pen, colour, width) {
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.stroke();
}

/** A symbol as a small canvas for lists and the legend. @param {string} name */
export function swatch(name) {
  const canvas = document.createElement("canvas");
  canvas.className = "swatch";
  canvas.setAttribute("aria-hidden", "true");
  const store = { hasImage: () => false, addImage: (given, image) => { if (given === name) { canvas.width = image.width; canvas.height = image.height; canvas.getContext("2d").putImageData(image, 0, 0); } } };
  addSymbols(store, colours());
  return canvas;
}
