"""Geodesics on WGS84 inside compiled code: length and course, points along, and chords through the Earth.

Good to a tenth of a millimetre for lines up to half-way round; nearly antipodal pairs do not converge and say so.
Source: Vincenty, Direct and inverse solutions of geodesics on the ellipsoid, Survey Review 23 (1975), formulae 4 to 20.
"""

from math import asin, atan, atan2, cos, degrees, hypot, pi, radians, sin, sqrt, tan

from evenhand.detection.kernels.compiled import inlined, pure

A_M = 6378137.0
"""Equatorial radius. Source: NIMA TR8350.2."""
F = 1.0 / 298.257223563
B_M = A_M * (1.0 - F)
E2 = F * (2.0 - F)
MEAN_RADIUS_M = 6371008.8


@pure
def wrap_deg(lon: float) -> float:
    """The same meridian in [-180, 180)."""
    return (lon + 180.0) % 360.0 - 180.0


@pure
def _series(cos2_alpha: float) -> tuple[float, float]:
    """Vincenty's A and B (formulae 3 and 4) from the squared cosine of the azimuth at the equator."""
    u2 = cos2_alpha * (A_M * A_M - B_M * B_M) / (B_M * B_M)
    big_a = 1.0 + u2 / 16384.0 * (4096.0 + u2 * (-768.0 + u2 * (320.0 - 175.0 * u2)))
    big_b = u2 / 1024.0 * (256.0 + u2 * (-128.0 + u2 * (74.0 - 47.0 * u2)))
    return big_a, big_b


@pure
def _delta_sigma(big_b: float, sin_sigma: float, cos_sigma: float, cos_2sm: float) -> float:
    """Formula 6: what the arc on the sphere lacks to the arc on the ellipsoid."""
    inner = cos_sigma * (2.0 * cos_2sm * cos_2sm - 1.0)
    outer = big_b / 6.0 * cos_2sm * (4.0 * sin_sigma * sin_sigma - 3.0) * (4.0 * cos_2sm * cos_2sm - 3.0)
    return big_b * sin_sigma * (cos_2sm + big_b / 4.0 * (inner - outer))


@pure
def _longitude_term(sin_alpha: float, cos2_alpha: float, sigma: float, cos_2sm: float) -> float:
    """Formula 11: what the longitude on the sphere exceeds that on the ellipsoid by, in radians."""
    c = F / 16.0 * cos2_alpha * (4.0 + F * (4.0 - 3.0 * cos2_alpha))
    inner = cos_2sm + c * cos(sigma) * (2.0 * cos_2sm * cos_2sm - 1.0)
    return (1.0 - c) * F * sin_alpha * (sigma + c * sin(sigma) * inner)


@pure
def inverse(lon1: float, lat1: float, lon2: float, lat2: float) -> tuple[float, float]:
    """Length in metres and azimuth at the start in radians of the geodesic; degrees in.

    The length is negative where the iteration does not converge: the pair is nearly antipodal.
    """
    difference = radians(wrap_deg(lon2 - lon1))
    u1, u2 = atan((1.0 - F) * tan(radians(lat1))), atan((1.0 - F) * tan(radians(lat2)))
    su1, cu1, su2, cu2 = sin(u1), cos(u1), sin(u2), cos(u2)
    lam = difference
    for _ in range(60):
        sl, cl = sin(lam), cos(lam)
        sin_sigma = hypot(cu2 * sl, cu1 * su2 - su1 * cu2 * cl)
        if sin_sigma == 0.0:
            return 0.0, 0.0
        cos_sigma = su1 * su2 + cu1 * cu2 * cl
        sigma = atan2(sin_sigma, cos_sigma)
        sin_alpha = cu1 * cu2 * sl / sin_sigma
        cos2_alpha = 1.0 - sin_alpha * sin_alpha
        cos_2sm = cos_sigma - 2.0 * su1 * su2 / cos2_alpha if cos2_alpha > 1e-15 else 0.0
        before = lam
        lam = difference + _longitude_term(sin_alpha, cos2_alpha, sigma, cos_2sm)
        if abs(lam) > pi:
            return -1.0, 0.0
        if abs(lam - before) < 1e-13:
            big_a, big_b = _series(cos2_alpha)
            length_m = B_M * big_a * (sigma - _delta_sigma(big_b, sin_sigma, cos_sigma, cos_2sm))
            sl, cl = sin(lam), cos(lam)
            return length_m, atan2(cu2 * sl, cu1 * su2 - su1 * cu2 * cl)
    return -1.0, 0.0


@inlined
def degrees_at_most_m(south: float, north: float) -> tuple[float, float]:
    """The metres that a degree of longitude and one of latitude measure at most between two parallels.

    Source: radii of curvature of the ellipsoid, Snyder, Map Projections (1987), 4-20 and 4-19.
    """
    low, high = min(abs(south), abs(north)), max(abs(south), abs(north))
    if south * north < 0.0:
        low = 0.0
    at_low, at_high = sin(radians(low)), sin(radians(high))
    east_m = A_M * sqrt((1.0 - at_low * at_low) / (1.0 - E2 * at_low * at_low))
    flat = 1.0 - E2 * at_high * at_high
    return radians(east_m), radians(A_M * (1.0 - E2) / (flat * sqrt(flat)))


@pure
def direct(lon1: float, lat1: float, azimuth: float, length_m: float) -> tuple[float, float]:
    """Where `length_m` along the geodesic leads: degrees, the longitude counted on from `lon1` without wrapping."""
    tan_u1 = (1.0 - F) * tan(radians(lat1))
    cu1 = 1.0 / sqrt(1.0 + tan_u1 * tan_u1)
    su1 = tan_u1 * cu1
    sa, ca = sin(azimuth), cos(azimuth)
    sigma1 = atan2(tan_u1, ca)
    sin_alpha = cu1 * sa
    cos2_alpha = 1.0 - sin_alpha * sin_alpha
    big_a, big_b = _series(cos2_alpha)
    sigma0 = length_m / (B_M * big_a)
    sigma = sigma0
    cos_2sm = 0.0
    for _ in range(20):
        cos_2sm = cos(2.0 * sigma1 + sigma)
        before = sigma
        sigma = sigma0 + _delta_sigma(big_b, sin(sigma), cos(sigma), cos_2sm)
        if abs(sigma - before) < 1e-14:
            break
    cos_2sm = cos(2.0 * sigma1 + sigma)
    ss, cs = sin(sigma), cos(sigma)
    below = su1 * ss - cu1 * cs * ca
    lat2 = atan2(su1 * cs + cu1 * ss * ca, (1.0 - F) * hypot(sin_alpha, below))
    lam = atan2(ss * sa, cu1 * cs - su1 * ss * ca)
    lon = lam - _longitude_term(sin_alpha, cos2_alpha, sigma, cos_2sm)
    return lon1 + degrees(lon), degrees(lat2)


@pure
def between(lon1: float, lat1: float, lon2: float, lat2: float, fraction: float) -> tuple[float, float]:
    """The point at `fraction` of the geodesic's length; straight in degrees where the pair is nearly antipodal."""
    if fraction <= 0.0:
        return lon1, lat1
    if fraction >= 1.0:
        return lon2, lat2
    length_m, azimuth = inverse(lon1, lat1, lon2, lat2)
    if length_m < 0.0:
        return lon1 + fraction * (lon2 - lon1), lat1 + fraction * (lat2 - lat1)
    lon, lat = direct(lon1, lat1, azimuth, length_m * fraction)
    return lon, lat


@pure
def earth_centred(lon: float, lat: float) -> tuple[float, float, float]:
    """Earth-centred metres of a point on the ellipsoid."""
    phi, lam = radians(lat), radians(lon)
    s, c = sin(phi), cos(phi)
    n = A_M / sqrt(1.0 - E2 * s * s)
    return n * c * cos(lam), n * c * sin(lam), n * (1.0 - E2) * s


@pure
def arc_m(chord_m: float) -> float:
    """The way along the surface over a straight chord; 0.1 m good to 200 km, one in a million beyond."""
    return 2.0 * MEAN_RADIUS_M * asin(min(1.0, chord_m / (2.0 * MEAN_RADIUS_M)))
