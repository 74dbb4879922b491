<#
.SYNOPSIS
    Hands a client its evidence for the auditor: what is covered, the pack, and the proof that it verifies.
.EXAMPLE
    ./evidence-pack.ps1 -Tenant contoso -Path ./contoso-2026-q1.zip -TrustAnchor ./contoso-trust.json
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Tenant,
    [Parameter(Mandatory)] [string] $Path,

    # The anchor that the client received at onboarding.
    [Parameter(Mandatory)] [string] $TrustAnchor
)

$ErrorActionPreference = 'Stop'
Get-EvidenceRegister $Tenant -State Missing, Partial, Stale
Export-AuditEvidence -Tenant $Tenant -Path $Path
$report = Test-AuditEvidence -Path $Path -TrustAnchor $TrustAnchor
$report
if ("$($report.Verdict)" -eq 'Invalid') { throw "The pack does not verify: $($report.Findings[0].Message)" }
