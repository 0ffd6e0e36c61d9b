"""The words of a report that are chosen and not written, by their field's standard codes.

What each is called in the four languages of the interface stands in `words/`. "Undetermined" is a value where somebody
looked and could not tell; null is where nobody said.

Sources: OSCE Special Monitoring Mission's daily reports (counted items, means, posts); CTSAMVM reporting channels; NATO
AJP-2.1 (the two scales of grading); UN commissions of inquiry (standards of proof); design, section 1.
"""

from enum import StrEnum

from evenhand.foundation.phrases import phrase


class ReportKind(StrEnum):
    """What a report is."""

    COMPLAINT = "complaint"
    INCIDENT_REPORT = "incident-report"
    OWN_OBSERVATION = "own-observation"
    PATROL_REPORT = "patrol-report"
    MOVEMENT_RESTRICTION = "movement-restriction"
    COMPLIANCE_QUERY = "compliance-query"
    CLARIFICATION = "clarification"


class ReporterType(StrEnum):
    """Through which channel it came to us."""

    PARTY = "party"
    MONITOR = "monitor"
    PUBLIC = "public"
    NGO = "ngo"
    AGENCY = "agency"
    THIRD_STATE = "third-state"
    SENSOR = "sensor"


class Protection(StrEnum):
    """Who may learn from whom it comes."""

    OPEN = "open"
    CONFIDENTIAL = "confidential"
    """Known to the mechanism only."""
    ANONYMOUS = "anonymous"


class Observed(StrEnum):
    """What is counted, one by one."""

    EXPLOSION = "explosion"
    BURST = "burst"
    SHOT = "shot"
    PROJECTILE_IN_FLIGHT = "projectile-in-flight"
    MUZZLE_FLASH = "muzzle-flash"
    ILLUMINATION_FLARE = "illumination-flare"
    AIRBURST = "airburst"
    IMPACT = "impact"
    TRACER = "tracer"
    ROCKET_SALVO = "rocket-salvo"
    AIRCRAFT = "aircraft"
    UAV = "uav"
    WEAPON_PRESENT = "weapon-present"
    WEAPON_MISSING = "weapon-missing"
    FORCES_PRESENT = "forces-present"
    FORTIFICATION = "fortification"
    MINE = "mine"
    DAMAGE = "damage"
    OTHER = "other"


class Means(StrEnum):
    """How it was perceived."""

    HEARD = "heard"
    SAW = "saw"
    SAW_AND_HEARD = "saw-and-heard"
    CAMERA = "camera"
    UAV = "uav"
    SENSOR = "sensor"
    TOLD = "told"
    """By somebody else: hearsay."""


class Post(StrEnum):
    """From where."""

    PATROL = "patrol"
    BASE = "base"
    CAMERA = "camera"
    UAV_MINI = "uav-mini"
    UAV_MID = "uav-mid"
    UAV_LONG = "uav-long"
    ACOUSTIC = "acoustic"
    REPORT = "report"


class Qualifier(StrEnum):
    """How a number is meant."""

    EXACT = "exact"
    AT_LEAST = "at-least"
    ABOUT = "about"
    MULTIPLE = "multiple"
    """Several, and nobody counted."""


class Phase(StrEnum):
    """What of a shot or flight was perceived."""

    OUTGOING = "outgoing"
    INCOMING = "incoming"
    IMPACT = "impact"
    IN_FLIGHT = "in-flight"
    AIRBURST = "airburst"
    UNDETERMINED = "undetermined"


class Weapon(StrEnum):
    """With what, by class."""

    SMALL_ARMS = "small-arms"
    HEAVY_MACHINE_GUN = "heavy-machine-gun"
    GRENADE_LAUNCHER = "grenade-launcher"
    RPG = "rpg"
    RECOILLESS = "recoilless"
    ATGM = "atgm"
    ANTI_AIRCRAFT = "anti-aircraft"
    MORTAR = "mortar"
    ARTILLERY = "artillery"
    MLRS = "mlrs"
    TANK = "tank"
    INFANTRY_FIGHTING_VEHICLE = "infantry-fighting-vehicle"
    MISSILE = "missile"
    AIR_STRIKE = "air-strike"
    ARMED_UAV = "armed-uav"
    NAVAL = "naval"
    IED = "ied"
    MINE = "mine"
    UNDETERMINED = "undetermined"


class Cause(StrEnum):
    """What the reporter takes it for. Exercises and demolitions are counted too, and said to be so."""

    CEASEFIRE_VIOLATION = "ceasefire-violation"
    LIVE_FIRE_EXERCISE = "live-fire-exercise"
    CONTROLLED_DETONATION = "controlled-detonation"
    DEMINING = "demining"
    CELEBRATORY = "celebratory"
    UNDETERMINED = "undetermined"


class Violation(StrEnum):
    """The codes of violation, by group."""

    KIN_SA = "KIN.SA"
    KIN_HMG = "KIN.HMG"
    KIN_AGL = "KIN.AGL"
    KIN_RPG = "KIN.RPG"
    KIN_MOR = "KIN.MOR"
    KIN_ART = "KIN.ART"
    KIN_TANK = "KIN.TANK"
    KIN_MLRS = "KIN.MLRS"
    KIN_AAA = "KIN.AAA"
    KIN_ATGM = "KIN.ATGM"
    KIN_SAM = "KIN.SAM"
    KIN_AIR = "KIN.AIR"
    KIN_UAV = "KIN.UAV"
    KIN_NAV = "KIN.NAV"
    KIN_IED = "KIN.IED"
    KIN_MINE = "KIN.MINE_INCIDENT"
    MOV_FWD = "MOV.FWD"
    MOV_REINF = "MOV.REINF"
    MOV_ENTRY = "MOV.ENTRY"
    MOV_ROT = "MOV.ROT"
    MOV_FORTIFY = "MOV.FORTIFY"
    MOV_TRENCH = "MOV.TRENCH"
    WPN_LINE = "WPN.LINE"
    WPN_STORE = "WPN.STORE"
    WPN_AREA = "WPN.AREA"
    WPN_NEW = "WPN.NEW"
    WPN_EMBARGO = "WPN.EMBARGO"
    AIR_FLT = "AIR.FLT"
    AIR_UAV = "AIR.UAV"
    AIR_NFZ = "AIR.NFZ"
    MAR_ENTRY = "MAR.ENTRY"
    MAR_BOARD = "MAR.BOARD"
    MIN_LAY = "MIN.LAY"
    MIN_NONCLEAR = "MIN.NONCLEAR"
    CIV_KILL = "CIV.KILL"
    CIV_ABDUCT = "CIV.ABDUCT"
    CIV_SGBV = "CIV.SGBV"
    CIV_CHILDREC = "CIV.CHILDREC"
    CIV_INFRA = "CIV.INFRA"
    CIV_DISPLACE = "CIV.DISPLACE"
    CIV_OBJECT = "CIV.OBJECT"
    FOM = "FOM"
    DET = "DET"
    FOR_MERC = "FOR.MERC"
    FOR_TRAIN = "FOR.TRAIN"
    INF = "INF"
    ADM = "ADM"


class RestrictionType(StrEnum):
    """How monitors were kept from moving or seeing."""

    DENIAL = "denial"
    DELAY = "delay"
    CONDITIONAL = "conditional"
    THREAT = "threat"
    GUNFIRE_NEAR = "gunfire-near"
    SEIZURE = "seizure"
    UAV_SHOT_AT = "uav-shot-at"
    GNSS_INTERFERENCE = "gnss-interference"
    CAMERA_BLOCKED = "camera-blocked"
    MINES_UXO = "mines-uxo"
    INFO_IMPEDIMENT = "info-impediment"


class StatedReason(StrEnum):
    """Why, by the words of those who did it."""

    ORDERS = "orders"
    NO_NOTICE = "no-notice"
    PERMISSION = "permission"
    SAFETY = "safety"
    EXERCISE = "exercise"
    HEALTH = "health"
    NONE = "none"


class Interference(StrEnum):
    """What a loss of signal is taken for."""

    POSSIBLE_JAMMING = "possible-jamming"
    PROBABLE_JAMMING = "probable-jamming"
    OTHER = "other"


class Outcome(StrEnum):
    """How a movement ended."""

    PASSED_AFTER_DELAY = "passed-after-delay"
    REROUTED = "rerouted"
    RETURNED_TO_BASE = "returned-to-base"
    ABORTED = "aborted"


class Reliability(StrEnum):
    """Of the source (NATO AJP-2.1). F is no grade between others: it cannot be judged."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"


class Credibility(StrEnum):
    """Of the information (NATO AJP-2.1), apart from who gave it. 6 is no grade between others."""

    ONE = "1"
    TWO = "2"
    THREE = "3"
    FOUR = "4"
    FIVE = "5"
    SIX = "6"


class Attribution(StrEnum):
    """Whose act it was held to be."""

    ATTRIBUTED = "attributed"
    ATTRIBUTED_BOTH = "attributed-both"
    NOT_ATTRIBUTABLE = "not-attributable"
    THIRD_PARTY = "third-party"
    UNDETERMINED = "undetermined"


class Proof(StrEnum):
    """Standards of proof, the weakest first."""

    REASONABLE_SUSPICION = "RS"
    REASONABLE_GROUNDS = "RGB"
    BALANCE = "BP"
    CLEAR_AND_CONVINCING = "CC"
    BEYOND_REASONABLE_DOUBT = "BRD"


CODE_LISTS: tuple[type[StrEnum], ...] = (
    ReportKind, ReporterType, Protection, Observed, Means, Post, Qualifier, Phase, Weapon, Cause, Violation,
    RestrictionType, StatedReason, Interference, Outcome, Reliability, Credibility, Attribution, Proof,
)  # fmt: skip
"""All lists, for forms, pages and tests."""

_WORDS = "evenhand.reports.words"


def list_name(codes: type[StrEnum]) -> str:
    """The name of a list in forms and phrases.

    >>> list_name(ReportKind)
    'report-kind'
    """
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in codes.__name__).lstrip("-")


def said(code: StrEnum, *, language: str = "en") -> str:
    """What a code is called.

    >>> said(Observed.MUZZLE_FLASH)
    'Muzzle flash'
    """
    return phrase(_WORDS, f"{list_name(type(code))}.{code.value}", language=language)
