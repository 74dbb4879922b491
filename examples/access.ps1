<#
.SYNOPSIS
Who can do what, who answers for it, and what a compromise would cost: in two lab tenants.
#>
param([string] $Path = [IO.Path]::Combine([IO.Path]::GetTempPath(), "mspgov-access-$PID"))

$ErrorActionPreference = 'Stop'
Initialize-GovernanceStore -Path $Path -Operator alice -DisplayName 'Alice' | Out-Null
Connect-GovernanceStore -Path $Path -Operator alice | Out-Null
'contoso', 'fabrikam' | ForEach-Object { New-LabTenant -Name $_ -Size Small -Seed 1 | Register-ClientTenant -Tier Standard | Out-Null }

'Standing privileged access, and a snapshot of it:'
$access = Get-TenantAccess -Tenant * -Privileged -Standing -SaveSnapshot
$access[0..4] | Out-Host
Get-AccessSnapshot | Out-Host

'Nobody answers for these:'
$orphans = @(Get-PrivilegedIdentity).Where({ -not $_.Owner -and $_.Kind -eq 'Application' })
$orphans | Out-Host
$orphans | Set-IdentityOwner -Owner 'carol@msp.example' -Purpose Automation -Reason 'Quarterly clean-up'

'Weak applications:'
Get-NonHumanIdentity -Finding Overprivileged, Expired | Out-Host

'If this administrator were compromised now:'
$admin = $access.Where({ $_.Role -eq 'Global Administrator' })[0]
$radius = Measure-BlastRadius -Identity $admin.PrincipalId
$radius | Out-Host
$radius.Points | Out-Host

'Since the snapshot:'
$drift = @(Compare-TenantAccess -Tenant *)
"$($drift.Count) differences"
Disconnect-GovernanceStore
