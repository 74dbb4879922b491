<#
.SYNOPSIS
    Operators, just-in-time elevation and break-glass, end to end, in a temporary store with lab tenants.
#>
$ErrorActionPreference = 'Stop'
$folder = [System.IO.Directory]::CreateTempSubdirectory('mspgov-elevation-').FullName
try {
    Initialize-GovernanceStore -Path "$folder/store" -Operator alice -DisplayName 'Alice' | Out-Null
    Connect-GovernanceStore -Path "$folder/store" -Operator alice | Out-Null
    New-LabTenant contoso | Register-ClientTenant | Out-Null

    "`n== 1. Operators hold exactly what their role allows, where it holds"
    New-GovernanceOperator bob -DisplayName 'Bob' -Role Administrator -AllTenants | Out-Null
    New-GovernanceOperator anna -DisplayName 'Anna' | Out-Null
    Grant-GovernanceRole anna HelpDesk -Tenant contoso | Out-Null
    $wanted = 'Global Administrator', 'Security Administrator', 'Exchange Administrator', 'Reports Reader'
    $people = @(Get-TenantAccess contoso | Where-Object PrincipalType -eq 'User')
    $holders = @($people | Where-Object Role -in $wanted | ForEach-Object PrincipalName)
    $users = [string[]] [System.Linq.Enumerable]::Distinct([string[]] @($people.PrincipalName | Where-Object { $_ -notin $holders }))
    Set-GovernanceOperator anna -Account @{ contoso = $users[0] }
    Get-GovernanceOperator | Out-Default
    Get-GovernanceOperator anna -Effective | Out-Default
    New-GovernanceRole Sweeper -Permission Read, RequestElevation | Out-Null
    Set-GovernanceRole Sweeper -Permission Read, RequestElevation, ResetCredentials | Out-Null
    Get-GovernanceRole | Out-Default
    Remove-GovernanceRole Sweeper

    "`n== 2. What elevation costs"
    Set-ElevationPolicy 'Global Administrator' -Approval One -MaximumDuration PT2H -TicketPattern 'INC-\d+' | Out-Null
    Get-ElevationPolicy | Out-Default

    "`n== 3. Ask, approve, look"
    $grant = New-ElevationGrant contoso 'Global Administrator' -Principal $users[1] -Duration PT1H -Reason 'Incident' -Ticket INC-42 -Force
    try { Approve-ElevationGrant $grant.GrantId -Force } catch { "   alice asked, so alice cannot approve: $_" }
    Connect-GovernanceStore -Path "$folder/store" -Operator bob | Out-Null
    Approve-ElevationGrant $grant.GrantId -RequestHash $grant.RequestHash -Force | Out-Default
    $other = New-ElevationGrant contoso 'Security Administrator' -Principal $users[1] -Reason 'Not really' -Force
    Deny-ElevationGrant $other.GrantId -Reason 'Withdrawn' -Force | Out-Default
    Remove-ElevationPolicy 'Global Administrator'

    "`n== 4. The client decides, offline, with its own key"
    Set-ElevationPolicy privileged -Tier Standard -Approval Client | Out-Null
    $key = [System.Security.Cryptography.ECDsa]::Create([System.Security.Cryptography.ECCurve+NamedCurves]::nistP256)
    [System.IO.File]::WriteAllText("$folder/client.pem", $key.ExportPkcs8PrivateKeyPem())
    [System.IO.File]::WriteAllText("$folder/public.pem", $key.ExportSubjectPublicKeyInfoPem())
    Connect-GovernanceStore -Path "$folder/store" -Operator alice | Out-Null
    Register-ClientApprover contoso cio@contoso.example "$folder/public.pem" | Out-Null
    Get-ClientApprover contoso | Out-Default
    Connect-GovernanceStore -Path "$folder/store" -Operator bob | Out-Null
    $asked = New-ElevationGrant contoso 'Security Administrator' -Principal $users[2] -Reason 'Review of alerts' -Force
    Export-ElevationRequest $asked.GrantId "$folder/request.json" | Out-Null
    Approve-ElevationGrant -RequestPath "$folder/request.json" -Approver cio@contoso.example -KeyPath "$folder/client.pem" -OutFile "$folder/approval.json" -Force
    Approve-ElevationGrant -ApprovalPath "$folder/approval.json" -Force | Out-Default

    "`n== 5. Break-glass: at once, loud, and reviewed by another person"
    Register-BreakGlassAccount contoso $users[3] -Custody 'Safe 2' -WarningAction SilentlyContinue | Out-Null
    Test-BreakGlassAccount contoso $users[3] -SignInTested | Out-Null
    Get-BreakGlassAccount | Out-Default
    try { Unregister-BreakGlassAccount contoso $users[3] -Force } catch { "   the last one stays: $_" }
    New-ElevationGrant contoso 'Exchange Administrator' -Principal $users[4] -BreakGlass -Drill -Duration PT10M -Reason 'Drill' -Force | Out-Null
    Get-ElevationGrant -AwaitingReview | Out-Default
    try { Get-ElevationGrant -AwaitingReview | Complete-BreakGlassReview -Finding 'Drill went well' -Force } catch { "   not by whoever used it, and not before it is over: $_" }

    "`n== 6. The sweep, and giving back"
    try { Revoke-ElevationGrant $grant.GrantId -Reason 'Done' -Force } catch { "   $_" }
    Invoke-ElevationSweep -Force -WarningAction SilentlyContinue | Out-Default
    Connect-GovernanceStore -Path "$folder/store" -Operator alice | Out-Null
    Unregister-ClientApprover contoso cio@contoso.example
    Revoke-GovernanceRole anna HelpDesk -Force | Out-Null
    Disable-GovernanceOperator anna -Force
    Update-OperatorKey bob -Force | Out-Null
    "   ledger: $((Test-AuditLedger).Verdict)"
}
finally {
    Disconnect-GovernanceStore
    [System.IO.Directory]::Delete($folder, $true)
}
