# Job roles, an access review that an operator decides, and an exception: all on a lab tenant. Needs an open store.
param([string] $Tenant = 'contoso')

# What people should have: the ready-made catalogue, approved, and one person who holds a job role in this tenant.
Set-JobRole -ReadyMade
Get-JobRole | Where-Object Status -EQ Proposed | Set-JobRole -Approve
Set-JobRole FirstLineSupport -Person helen -Principal "helen@$Tenant.example" -Tenant $Tenant -Ticket CHG-1

# What they have, put before the service owner.
$me = (Get-GovernanceStore).Operator
Set-ClientTenant $Tenant -ServiceOwner $me
$review = New-AccessReview $Tenant 'Review of guests and administrators' -Reviewer ServiceOwner -Privileged

# Decide: one exception, the rest as recommended. Approving against a recommendation would need a reason.
$items = $review | Get-AccessReviewItem -Undecided
$items | Select-Object -First 1 |
    Submit-AccessReviewDecision -Decision Exception -Owner 'dana' -Until ([datetime]::UtcNow.AddDays(30)) -Ticket INC-7 -Reason 'Migration until next month'
$items | Select-Object -Skip 1 | Where-Object Recommendation -EQ Revoke | Submit-AccessReviewDecision -Decision Revoke
$items | Select-Object -Skip 1 | Where-Object Recommendation -NE Revoke | Submit-AccessReviewDecision -Decision Approve -Reason 'Reviewed'

# See the plan, apply it, see what came of it.
Invoke-AccessReview $review.ReviewId -WhatIf
Invoke-AccessReview $review.ReviewId -Force | Group-Object Status -NoElement

# An exception can also be asked for outside of a review: here for whatever the backup accounts hold.
New-AccessException $Tenant -Principal 'svc-backup*' -Owner 'dana' -Approver $me -Ticket INC-9 -Reason 'The vendor needs it' -Expires ([datetime]::UtcNow.AddDays(60)) | Out-Null

# The exception is in the one register, and can be prolonged or closed.
Get-AccessException -Tenant $Tenant | Select-Object -First 1 | Set-AccessException -Reason 'Vendor is late' -PassThru
Get-AccessException -Tenant $Tenant | Select-Object -First 1 | Close-AccessException -Reason 'Migration done'

# A reviewer at the client decides in a pack or a table; what comes back is taken in with Import-AccessReviewPack.
Set-ClientTenant $Tenant -Approver 'jane@client.example'
$second = New-AccessReview $Tenant 'Review by the client' -Reviewer ClientApprover -Privileged
$pack = $second | Export-AccessReviewPack -Reviewer 'jane@client.example' -Path (Join-Path ([IO.Path]::GetTempPath()) 'review.html') -Force
$pack | Select-Object PackId, Items, FileHash
$second | Stop-AccessReview -Reason 'Only an example' -Force
