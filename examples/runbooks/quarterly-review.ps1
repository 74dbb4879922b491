<#
.SYNOPSIS
    The quarterly review of privileged access, from opening to evidence; to be run daily by a scheduler.
.DESCRIPTION
    Every run does what is due and can be interrupted and repeated:
    it opens the campaign (or the next of the series), writes a pack for each reviewer at the client who has none yet, takes in
    decision files that came back, lets the service owner follow clear recommendations, applies what is decided, and reports.
.EXAMPLE
    ./quarterly-review.ps1 -Tenant * -OutBox ./out -InBox ./in -Ticket CHG-2026-Q4
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [string[]] $Tenant = '*',
    [Parameter(Mandatory)] [string] $OutBox,
    [Parameter(Mandatory)] [string] $InBox,
    [Parameter(Mandatory)] [string] $Ticket,
    [string] $Name = 'Quarterly review of privileged access',
    # Who decides: the client by default.
    [ValidateSet('ClientApprover', 'ServiceOwner', 'Manager')] [string] $Reviewer = 'ClientApprover',
    [int] $StopAfterFailures = 10
)
$ErrorActionPreference = 'Stop'
$null = New-Item -ItemType Directory -Force $OutBox, $InBox

# 1. Open it in tenants that do not have it yet. Invoke-AccessReview below opens the next of the series when a quarter has passed.
$known = Get-AccessReview $Name
$missing = Get-ClientTenant $Tenant | Where-Object Id -NotIn $known.TenantId
if ($missing) {
    $open = @{ Name = $Name; Reviewer = $Reviewer; Privileged = $true; Cadence = 'Quarterly'; Days = 21; Default = 'Escalate'; Ticket = $Ticket }
    if ($known) { $open.ReviewId = $known[0].ReviewId }
    $missing | New-AccessReview @open -ErrorAction Continue | Out-Null
}

# 2. A pack for each reviewer outside who has none for this campaign. The codes are handed over by another way than the packs.
foreach ($part in Get-AccessReview $Name -Status Open) {
    foreach ($person in $part.Pending.Keys | Where-Object { $_ -like '*@*' }) {
        $file = Join-Path $OutBox ('{0}-{1}-{2}.html' -f $part.ReviewId, $part.Tenant, ($person -replace '[^A-Za-z0-9.-]', '_'))
        if (-not (Test-Path $file)) {
            Export-AccessReviewPack -Tenant $part.TenantId -ReviewId $part.ReviewId -Reviewer $person -Path $file
        }
    }
}

# 3. What came back. A file that is refused stays where it is, with the reason in the error; the others are put aside.
foreach ($file in Get-ChildItem $InBox -File -Include *.decisions.json -Recurse) {
    $problem = $null
    Import-AccessReviewPack $file.FullName -Ticket $Ticket -ErrorAction SilentlyContinue -ErrorVariable problem
    if (-not ($problem | Where-Object FullyQualifiedErrorId -Like 'AccessReviewPackInvalid*')) {
        Move-Item $file.FullName ($file.FullName + '.done') -Force
    }
    $problem | ForEach-Object { Write-Warning "$($file.Name): $_" }
}

# 4. Exceptions that end soon or have ended, for whoever owns them.
Get-AccessException -ExpiringIn P14D | ForEach-Object { Write-Warning "Exception $($_.ExceptionId) of $($_.Owner) in $($_.Tenant) ends on $($_.Expires.ToString('yyyy-MM-dd'))." }

# 5. Apply what is decided, and prove it.
$outcomes = foreach ($review in Get-AccessReview $Name | Select-Object -ExpandProperty ReviewId -Unique) {
    if ($PSCmdlet.ShouldProcess($review, 'Apply the decisions of access review')) {
        Invoke-AccessReview $review -Force -StopAfterFailures $StopAfterFailures -ErrorAction Continue
    }
}
$outcomes | Where-Object Status -In CannotFromHere, Failed, Unverified, OtherPathsRemain |
    ForEach-Object { Write-Warning "$($_.Tenant): $($_.Principal), $($_.Role): $($_.Words)" }

# 6. How far it is.
Get-AccessReview $Name
