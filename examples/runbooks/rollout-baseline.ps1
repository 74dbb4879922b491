<#
.SYNOPSIS
    Rolls an approved template out to client tenants behind a canary, and shows that it arrived.
.DESCRIPTION
    1. Plans every tenant and tells what cannot be done, where and why. With -WhatIf it ends here.
    2. Copies to the canary tenants, waits, looks at the template's rollback criteria, and goes on ring by ring.
    3. When the rollout stops, undoes it in the tenants it reached (unless -KeepOnStop) and fails.
    4. Compares: what still differs is given out, and is the exit code's reason.
.EXAMPLE
    ./rollout-baseline.ps1 -Template smb-baseline -Tenant * -Canary contoso -Soak PT1H -Ticket CHG-2026-11
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory)] [string] $Template,
    [string[]] $Tenant = '*',
    [string[]] $Canary = @(),
    [string] $Soak = 'PT1H',
    [int] $RingSize = 20,
    [Parameter(Mandatory)] [string] $Ticket,
    [hashtable] $Parameter = @{},
    # New Conditional Access policies only report; copy again without it to enforce them.
    [switch] $ReportOnly,
    [switch] $KeepOnStop
)
$ErrorActionPreference = 'Stop'
$what = @{ Name = $Template; Tenant = $Tenant; Parameter = $Parameter; ReportOnly = $ReportOnly }

# 1. What would happen. A tenant whose plan is blocked is not touched by the copy below either.
$plans = @(Copy-TenantTemplate @what -WhatIf)
$plans | Where-Object Blocked | ForEach-Object {
    foreach ($block in $_.Blocked) { Write-Warning "$($_.Tenant): $($block.Kind) '$($block.Key)': $($block.Reason)" }
}
if ($WhatIfPreference) { return $plans }
if (-not ($plans | Where-Object { -not $_.IsEmpty })) { Write-Verbose 'Every tenant is as the template says.'; return }

# 2. Ring by ring.
$problem = $null
$steps = @(Copy-TenantTemplate @what -Canary $Canary -Soak $Soak -RingSize $RingSize -Ticket $Ticket -Force -ErrorAction SilentlyContinue -ErrorVariable problem)
$steps

# 3. A stopped rollout is undone where it was, so that no client is left with half a change.
if ($problem | Where-Object FullyQualifiedErrorId -Like 'TemplateRunStopped*') {
    if ($steps -and -not $KeepOnStop) { Restore-TenantTemplate -Run $steps[0].Run -Ticket $Ticket -Reason 'The rollout stopped' -Force }
    throw "The rollout stopped: $($problem[-1])"
}

# 4. The proof: what differs now. Report-only policies differ by their state, as was asked.
$drift = @(Compare-TenantTemplate -Tenant $Tenant -Name $Template -Parameter $Parameter |
        Where-Object { $_.Status -notin 'Accepted', 'Extra' -and -not ($ReportOnly -and @($_.Differences.Path) -eq 'state') })
$drift
if ($drift) { throw "$($drift.Count) objects are not as the template says." }
