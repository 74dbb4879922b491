#Requires -Version 7.4
<#
.SYNOPSIS
For a scheduler: goes on with unfinished lifecycle runs, then compares the staff list with every tenant. Changes nothing by itself
beyond runs that were started before. Exit code 0: nothing to do; 1: findings; 2: runs that are still open.
.EXAMPLE
./nightly-reconcile.ps1 -StorePath /srv/mspgov -Operator automation -StaffList /srv/hr/staff.csv -StaffDomain msp.example -ReportPath /srv/reports/workforce.csv
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $StorePath,
    [Parameter(Mandatory)] [string] $Operator,
    [Parameter(Mandatory)] [string] $StaffList,
    [string] $MappingPath,
    [string[]] $StaffDomain = @(),
    [string] $ReportPath
)

Connect-GovernanceStore -Path $StorePath -Operator $Operator | Out-Null
try {
    Invoke-LifecycleEvent -Continue -Force -ErrorAction SilentlyContinue | Out-Null
    $open = @(Get-LifecycleRun -State Open)

    $compare = @{ Path = $StaffList; StaffDomain = $StaffDomain }
    if ($MappingPath) { $compare.MappingPath = $MappingPath }
    $findings = @(Compare-Workforce -Tenant * @compare -ErrorAction SilentlyContinue)
    if ($ReportPath) { $findings | Export-Csv -Path $ReportPath -Encoding utf8 }

    [pscustomobject]@{
        OpenRuns = $open.Count
        Findings = $findings.Count
        ByKind   = ($findings | Group-Object Kind | ForEach-Object { "$($_.Name)=$($_.Count)" }) -join ' '
    }
    exit ($open.Count -gt 0 ? 2 : $findings.Count -gt 0 ? 1 : 0)
}
finally {
    Disconnect-GovernanceStore
}
