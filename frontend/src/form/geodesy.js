/** Geodesics on the WGS 84 ellipsoid, to the millimetre. Source: Vincenty, Survey Review 23 (1975). Pure. */

const A = 6378137;
const F = 1 / 298.257223563;
const B = A * (1 - F);
const rad = (degrees) => (degrees * Math.PI) / 180;
const deg = (radians) => (radians * 180) / Math.PI;
const MOST_STEPS = 200;

function series(uu) {
  return {
    a: 1 + (uu / 16384) * (4096 + uu * (-768 + uu * (320 - 175 * uu))),
    b: (uu / 1024) * (256 + uu * (-128 + uu * (74 - 47 * uu))),
  };
}

function delta(b, sin, cos, middle) {
  return b * sin * (middle + (b / 4) * (cos * (-1 + 2 * middle ** 2) - (b / 6) * middle * (-3 + 4 * sin ** 2) * (-3 + 4 * middle ** 2)));
}

const correction = (cosSqAlpha) => (F / 16) * cosSqAlpha * (4 + F * (4 - 3 * cosSqAlpha));

/** The point at a distance in metres and a bearing in degrees. @returns {[number, number]} longitude, latitude */
export function away([lon, lat], distance, bearing) {
  const [sinAlpha1, cosAlpha1] = [Math.sin(rad(bearing)), Math.cos(rad(bearing))];
  const tanU = (1 - F) * Math.tan(rad(lat));
  const cosU = 1 / Math.sqrt(1 + tanU ** 2);
  const sinU = tanU * cosU;
  const sigma1 = Math.atan2(tanU, cosAlpha1);
  const sinAlpha = cosU * sinAlpha1;
  const cosSqAlpha = 1 - sinAlpha ** 2;
  const { a, b } = series((cosSqAlpha * (A ** 2 - B ** 2)) / B ** 2);
  let sigma = distance / (B * a);
  let [sin, cos, middle] = [0, 0, 0];
  for (let step = 0; step < MOST_STEPS; step += 1) {
    middle = Math.cos(2 * sigma1 + sigma);
    [sin, cos] = [Math.sin(sigma), Math.cos(sigma)];
    const next = distance / (B * a) + delta(b, sin, cos, middle);
    const close = Math.abs(next - sigma) < 1e-12;
    sigma = next;
    if (close) break;
  }
  [sin, cos, middle] = [Math.sin(sigma), Math.cos(sigma), Math.cos(2 * sigma1 + sigma)];
  const side = sinU * sin - cosU * cos * cosAlpha1;
  const phi = Math.atan2(sinU * cos + cosU * sin * cosAlpha1, (1 - F) * Math.sqrt(sinAlpha ** 2 + side ** 2));
  const lambda = Math.atan2(sin * sinAlpha1, cosU * cos - sinU * sin * cosAlpha1);
  const c = correction(cosSqAlpha);
  const turn = lambda - (1 - c) * F * sinAlpha * (sigma + c * sin * (middle + c * cos * (-1 + 2 * middle ** 2)));
  return [((lon + deg(turn) + 540) % 360) - 180, deg(phi)];
}

/** Distance in metres and bearing in degrees from one point to another. Not for points opposite on the globe. */
export function between([lon1, lat1], [lon2, lat2]) {
  const [u1, u2] = [Math.atan((1 - F) * Math.tan(rad(lat1))), Math.atan((1 - F) * Math.tan(rad(lat2)))];
  const l = rad(((lon2 - lon1 + 540) % 360) - 180);
  const [sinU1, cosU1, sinU2, cosU2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
  let lambda = l;
  let [sin, cos, sigma, cosSqAlpha, middle] = [0, 1, 0, 1, 0];
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const [sinL, cosL] = [Math.sin(lambda), Math.cos(lambda)];
    sin = Math.hypot(cosU2 * sinL, cosU1 * sinU2 - sinU1 * cosU2 * cosL);
    if (sin === 0) return { distance: 0, bearing: 0 };
    cos = sinU1 * sinU2 + cosU1 * cosU2 * cosL;
    sigma = Math.atan2(sin, cos);
    const sinAlpha = (cosU1 * cosU2 * sinL) / sin;
    cosSqAlpha = 1 - sinAlpha ** 2;
    middle = cosSqAlpha === 0 ? 0 : cos - (2 * sinU1 * sinU2) / cosSqAlpha;
    const c = correction(cosSqAlpha);
    const next = l + (1 - c) * F * sinAlpha * (sigma + c * sin * (middle + c * cos * (-1 + 2 * middle ** 2)));
    const close = Math.abs(next - lambda) < 1e-12;
    lambda = next;
    if (close) break;
  }
  const { a, b } = series((cosSqAlpha * (A ** 2 - B ** 2)) / B ** 2);
  const bearing = Math.atan2(cosU2 * Math.sin(lambda), cosU1 * sinU2 - sinU1 * cosU2 * Math.cos(lambda));
  return { distance: B * a * (sigma - delta(b, sin, cos, middle)), bearing: (deg(bearing) + 360) % 360 };
}

/**
 * An annular sector as a ring of [lon, lat]; a whole ring of bearings has its hole as a second ring.
 * @param {{observer: [number, number], bearing: number | null, error: number, low: number, high: number}} sector
 */
export function sectorRings({ observer, bearing, error, low, high }) {
  const whole = bearing === null || error >= 180;
  const [from, to] = whole ? [0, 360] : [bearing - error, bearing + error];
  const steps = Math.max(8, Math.ceil((to - from) / 3));
  const arc = (radius) => Array.from({ length: steps + 1 }, (_none, i) => away(observer, radius, from + ((to - from) * i) / steps));
  const far = arc(high);
  if (whole) return low > 0 ? [far, arc(low).reverse()] : [far];
  const near = low > 0 ? arc(low).reverse() : [observer];
  return [[...far, ...near, far[0]]];
}
