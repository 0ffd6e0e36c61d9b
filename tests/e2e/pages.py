"""The pages that a browser looks at. Each part of the house adds its own; conftest fills in `{alert}` and the like."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class BrowserPage:
    """A page, and as whom to open it."""

    name: str
    path: str
    role: str | None = "duty"
    """User of the demo workspace; None: a stranger."""
    wait_for: str = "main"
    """Selector of what shows that the page is complete."""


PAGES: list[BrowserPage] = [
    BrowserPage(name="sign-in", path="/accounts/login/", role=None),
    BrowserPage(name="queue", path="/alerts/", wait_for="#queue"),
    BrowserPage(name="queue-empty", path="/alerts/?q=nothing-is-called-so", wait_for=".empty"),
    BrowserPage(name="queue-of-a-party", path="/alerts/?state=all", role="liaison-gna", wait_for="#queue"),
    BrowserPage(name="alert", path="/alerts/{alert}/", wait_for="#why"),
    BrowserPage(name="alert-of-a-party", path="/alerts/{released}/", role="liaison-gna", wait_for="#why"),
    BrowserPage(name="incidents", path="/incidents/", wait_for="#queue"),
    BrowserPage(name="incidents-none", path="/incidents/?q=nothing-is-called-so", wait_for=".empty"),
    BrowserPage(name="incidents-of-a-party", path="/incidents/", role="liaison-gna", wait_for="#queue"),
    BrowserPage(name="incident", path="/incidents/{incident}/", wait_for="[data-map=report][data-loaded]"),
    BrowserPage(name="incident-of-a-party", path="/incidents/{incident}/", role="liaison-gna", wait_for="#times"),
    BrowserPage(name="evidence", path="/evidence/", wait_for=".evidence-table"),
    BrowserPage(name="evidence-none", path="/evidence/?q=nothing-is-called-so", wait_for=".empty"),
    BrowserPage(name="evidence-item", path="/evidence/{evidence}/", wait_for="#custody"),
    BrowserPage(name="evidence-voice", path="/evidence/{voice}/", wait_for="#texts"),
    BrowserPage(name="evidence-of-a-party", path="/evidence/{copied}/", role="liaison-gna", wait_for="#copies"),
    BrowserPage(name="evidence-to-add", path="/evidence/add/alert/{alert}/", wait_for="#file"),
    BrowserPage(name="documents", path="/documents/", wait_for=".documents-table"),
    BrowserPage(name="documents-none", path="/documents/?q=nothing-is-called-so", wait_for=".empty"),
    BrowserPage(name="documents-search", path="/documents/search/?q=沿海公路", wait_for=".hits mark"),
    BrowserPage(name="document", path="/documents/{english}/?source=2", wait_for=".source-line mark"),
    BrowserPage(name="document-in-arabic", path="/documents/{arabic}/", wait_for="#p-1"),
    BrowserPage(name="document-review", path="/documents/{english}/review/", wait_for="#duties"),
    BrowserPage(name="documents-beside", path="/documents/{english}/beside/{arabic}/", wait_for=".pair"),
    BrowserPage(name="documents-to-add", path="/documents/add/", wait_for="#file"),
    BrowserPage(name="documents-come-in", path="/documents/arrivals/?tab=review", wait_for=".arrivals"),
    BrowserPage(name="feeds", path="/feeds/", wait_for="#sources"),
    BrowserPage(name="feeds-of-a-source", path="/feeds/?source=ais-coast&q=none", wait_for=".empty"),
    BrowserPage(name="send-a-feed", path="/feeds/upload/", role="analyst", wait_for="#file"),
    BrowserPage(
        name="what-if", path="/what-if/libya-2020/", role="analyst", wait_for="[data-map=what-if][data-loaded]"
    ),
    BrowserPage(name="desk", path="/desk/", wait_for="#queue"),
    BrowserPage(name="desk-reports", path="/desk/?kind=report&state=all", wait_for="#queue"),
    BrowserPage(name="desk-empty", path="/desk/?q=nothing-is-called-so", wait_for=".empty"),
    BrowserPage(name="report", path="/reports/{report}/", wait_for="[data-map=report][data-loaded]"),
    BrowserPage(name="report-versions", path="/reports/{conflict}/versions/", wait_for="#differs"),
    BrowserPage(name="report-of-a-party", path="/reports/{own}/", role="liaison-gna", wait_for="#said"),
    BrowserPage(name="own-reports", path="/reports/", role="liaison-gna", wait_for="#queue"),
    BrowserPage(name="totals", path="/totals/", wait_for="#differences"),
    BrowserPage(name="totals-by-place", path="/totals/?by=place&other=none", wait_for="#by-place"),
    BrowserPage(name="totals-empty", path="/totals/?begins=1999-01-01&ends=1999-12-31", wait_for=".empty"),
    BrowserPage(name="totals-of-a-party", path="/totals/?rule=each-report", role="liaison-gna", wait_for="#whole"),
    BrowserPage(name="coverage", path="/coverage/", wait_for=".coverage-strip"),
    BrowserPage(name="record", path="/ledger/"),
    BrowserPage(name="record-checked", path="/ledger/check/"),
    BrowserPage(name="registers", path="/registers/", wait_for="#shelves"),
    BrowserPage(name="register", path="/registers/foreign-fighters/?state=", wait_for="#sums"),
    BrowserPage(name="register-empty", path="/registers/routes/?q=nothing-is-called-so", wait_for=".empty"),
    BrowserPage(
        name="register-record", path="/registers/foreign-fighters/00000000000000000000000000000003/", wait_for="#said"
    ),
    BrowserPage(
        name="register-new", path="/registers/monitoring-tasks/new/", role="liaison-gna", wait_for="#record-form"
    ),
    BrowserPage(name="witnesses", path="/witnesses/", role="liaison-gna", wait_for="[data-witness]"),
    BrowserPage(name="proofs-of-a-report", path="/proofs/about/report/{report}/"),
    BrowserPage(name="proofs-of-a-commitment", path="/proofs/about/commitment/{commitment}/", wait_for="button.small"),
    BrowserPage(name="proofs-of-nothing", path="/proofs/about/report/none/", role="liaison-gna", wait_for=".empty"),
    BrowserPage(name="proof", path="/proofs/1/", wait_for="#disclose"),
    BrowserPage(name="hand-over", path="/proofs/hand-over/", role="secretariat"),
    BrowserPage(name="erasures", path="/proofs/erasures/?account=monitor", role="admin", wait_for="#propose-form"),
    BrowserPage(name="preferences", path="/me/"),
    BrowserPage(name="signing-keys", path="/me/keys/", role="monitor", wait_for="#try[data-sign-ready]"),
    BrowserPage(name="not-found", path="/alerts/none/"),
    BrowserPage(name="not-permitted", path="/ledger/", role="liaison-gna"),
    BrowserPage(name="change-password", path="/accounts/password/change/"),
    BrowserPage(name="phones", path="/devices/", wait_for="#enrol"),
    BrowserPage(name="phones-of-a-party", path="/devices/", role="liaison-gna", wait_for="#enrol"),
    BrowserPage(name="phone", path="/devices/1/", wait_for="#cut-off"),
    BrowserPage(name="phone-cut-off", path="/devices/2/", wait_for="#unsent-title"),
    BrowserPage(name="map", path="/?at=2020-12-06T12:00Z", wait_for="[data-map=situation][data-loaded]"),
    BrowserPage(
        name="map-with-coverage",
        path="/?at=2020-12-11T12:00Z&coverage=movement",
        wait_for="[data-legend]:has([data-coverage-says]:not([hidden], :empty))",
    ),
    BrowserPage(name="map-of-a-party", path="/", role="liaison-gna", wait_for="[data-map=situation][data-loaded]"),
    BrowserPage(name="agreements", path="/agreements/", wait_for=".agreement-list"),
    BrowserPage(name="agreement", path="/agreements/libya-2020/", wait_for="#versions"),
    BrowserPage(name="ways-in", path="/doors/", wait_for=".door-list"),
    BrowserPage(name="inbox", path="/doors/inbox/", wait_for="#inbox tbody"),
    BrowserPage(name="inbox-empty", path="/doors/inbox/?q=nothing-is-called-so", wait_for=".empty"),
    BrowserPage(name="message", path="/doors/inbox/1/", wait_for="#make"),
    BrowserPage(name="text-message", path="/doors/inbox/5/", wait_for="#make"),
    BrowserPage(name="message-made-a-report", path="/doors/inbox/3/", wait_for="#words"),
    BrowserPage(name="tables", path="/doors/tables/", role="monitor", wait_for="#sent"),
    BrowserPage(name="bundles", path="/doors/bundles/", wait_for="#keys"),
    BrowserPage(name="gateways", path="/doors/gateways/", role="admin", wait_for="#new"),
    BrowserPage(name="reports", path="/forms/", role="monitor", wait_for=".forms-list a"),
    BrowserPage(name="reports-of-a-party", path="/forms/", role="liaison-gna", wait_for=".forms-list a"),
    BrowserPage(name="report", path="/forms/fill/incident-report/", role="monitor", wait_for=".forms-fill"),
    BrowserPage(name="complaint", path="/forms/fill/complaint/", role="liaison-gna", wait_for=".forms-fill"),
    BrowserPage(name="report-queue", path="/forms/queue/", role="monitor", wait_for=".forms-queue li"),
    BrowserPage(name="cases", path="/cases/?tab=all", wait_for="h1"),
    BrowserPage(name="cases-of-a-party", path="/cases/?tab=all", role="liaison-gna", wait_for="h1"),
    BrowserPage(name="cases-empty", path="/cases/?tab=all&q=nothing-is-called-so", wait_for=".empty"),
    BrowserPage(name="case", path="/cases/{case}/", wait_for="#positions-h"),
    BrowserPage(name="case-of-a-party", path="/cases/{case}/", role="liaison-lna", wait_for="#positions-h"),
    BrowserPage(name="case-printed", path="/cases/{case}/print/", wait_for="h1"),
    BrowserPage(
        name="case-to-sign", path="/cases/{mortar}/act/position-taken/", role="liaison-lna", wait_for=".case-fields"
    ),
    BrowserPage(name="case-to-open", path="/cases/new/", wait_for=".case-fields"),
    BrowserPage(name="case-planner", path="/cases/planner/", wait_for="h1"),
    BrowserPage(name="case-notices", path="/cases/notices/", wait_for="h1"),
    BrowserPage(name="council", path="/council/", wait_for="#due-h"),
    BrowserPage(name="council-meetings", path="/council/meetings/", role="liaison-gna", wait_for="#meetings"),
    BrowserPage(name="council-vote", path="/council/records/res-2510-2020/", wait_for="#vote"),
    BrowserPage(name="council-renewals", path="/council/records/exercise-mandate/", wait_for="#chain"),
    BrowserPage(name="council-programme", path="/council/programme/2020-02/", wait_for="h2"),
    BrowserPage(name="council-briefers", path="/council/briefers/", wait_for="#shares"),
    BrowserPage(name="council-assessment", path="/council/assessment/2020-02/", wait_for=".assessment"),
    BrowserPage(name="council-claims", path="/council/claims/", wait_for=".claims"),
    BrowserPage(
        name="council-form",
        path="/council/records/meeting-2020-02-20-haiti/edit/",
        role="secretariat",
        wait_for=".council-form",
    ),
    BrowserPage(name="commitments", path="/commitments/", wait_for="#board"),
    BrowserPage(name="commitments-none", path="/commitments/?q=nothing-is-called-so", wait_for=".empty"),
    BrowserPage(name="commitments-of-a-party", path="/commitments/?tab=all", role="liaison-gna", wait_for="#board"),
    BrowserPage(name="commitment", path="/commitments/{commitment}/", wait_for="#views"),
    BrowserPage(name="commitment-of-a-party", path="/commitments/{commitment}/", role="liaison-lna", wait_for="#views"),
    BrowserPage(name="commitment-to-say", path="/commitments/{commitment}/do/status/", wait_for=".commitment-form"),
    BrowserPage(
        name="commitment-to-correct", path="/commitments/{commitment}/do/correct/", wait_for=".commitment-form"
    ),
    BrowserPage(name="plans", path="/commitments/plans/", wait_for=".plan-list"),
    BrowserPage(name="plan-matrix", path="/commitments/plans/tripoli-2012/", role="host", wait_for=".matrix"),
    BrowserPage(name="plan-evaluation", path="/commitments/plans/tripoli-2012/evaluation/", wait_for="#gaps"),
    BrowserPage(name="plan-gates", path="/commitments/plans/libya-2020/gates/", wait_for="#days"),
    BrowserPage(name="plan-risks", path="/commitments/plans/libya-2020/risks/", wait_for=".risks"),
    BrowserPage(name="deadlines", path="/commitments/calendar/?month=2021-01", wait_for=".month"),
    BrowserPage(name="deadlines-listed", path="/commitments/calendar/?month=2021-01&as=list", wait_for=".days"),
    BrowserPage(name="deadlines-in-time", path="/commitments/timeline/?tab=all", wait_for="#timeline"),
    BrowserPage(name="what-falls-due", path="/commitments/due/", role="liaison-gna", wait_for=".follow"),
    BrowserPage(name="proposals", path="/commitments/proposals/", wait_for="h1"),
]
