namespace MspGov.Cmdlets.Tests.Reviews;

public sealed class ReviewCommandTests
{
    [Fact]
    public void A_campaign_goes_from_opening_to_read_back()
    {
        using ModuleShell shell = WithTenant();
        dynamic review = shell.Run("$global:review = New-AccessReview contoso Q4 -Reviewer ServiceOwner -Privileged; $review").ThrowOnError().Single;
        Assert.True(review.Items > 10);

        shell.Run("$review | Get-AccessReviewItem -Undecided | Submit-AccessReviewDecision -Decision Revoke").ThrowOnError();
        ShellResult plan = shell.Run("Invoke-AccessReview $review.ReviewId -WhatIf").ThrowOnError();
        Assert.All(plan.Output, outcome => Assert.Equal("Planned", ((dynamic)outcome).Status));
        Assert.Empty(shell.Run("Get-AuditEntry -Tenant contoso -Action role.unassign").Output);

        ShellResult applied = shell.Run("Invoke-AccessReview $review.ReviewId -Force").ThrowOnError();
        Assert.Contains(applied.Output, outcome => ((dynamic)outcome).Status == "Removed");
        dynamic progress = shell.Run("Get-AccessReview $review.ReviewId").ThrowOnError().Single;
        Assert.Equal(progress.Items, progress.Decided);
        Assert.Empty(shell.Run("Invoke-AccessReview $review.ReviewId -Force | Where-Object Status -eq Removed").ThrowOnError().Output);
    }

    [Fact]
    public void A_decision_without_authority_is_refused_item_by_item_and_recorded_as_denied()
    {
        using ModuleShell shell = WithTenant();
        shell.Run("$global:review = New-AccessReview contoso Q4 -Reviewer ClientApprover -Privileged").ThrowOnError();

        ShellResult refused = shell.Run("@($review | Get-AccessReviewItem)[0..2] | Submit-AccessReviewDecision -Decision Approve -Reason r");

        Assert.Equal(3, refused.Errors.Count);
        Assert.All(refused.Errors, error => Assert.StartsWith("AccessReviewNoAuthority", error.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.Equal("Denied", shell.Run("(Get-AuditEntry -Tenant contoso -Action review.decide).Outcome").ThrowOnError().Single.ToString());
    }

    [Fact]
    public void A_pack_is_written_and_a_table_comes_back()
    {
        using ModuleShell shell = WithTenant();
        shell.Run("$global:review = New-AccessReview contoso Q4 -Reviewer ClientApprover -Privileged").ThrowOnError();
        dynamic pack = shell.Run("$review | Export-AccessReviewPack -Reviewer jane@contoso.com -Path $Folder/pack.html").ThrowOnError().Single;
        Assert.Equal(review(shell), (int)pack.Items);

        shell.Run("$review | Export-AccessReviewPack -Reviewer jane@contoso.com -Path $Folder/table.csv | Out-Null").ThrowOnError();
        string table = Path.Combine(shell.Folder, "table.csv");
        File.WriteAllText(table, File.ReadAllText(table).Replace(",,,,,,", ",Revoke,,,,,", StringComparison.Ordinal));
        Assert.Equal(review(shell), shell.Run("Import-AccessReviewPack $Folder/table.csv -Reviewer jane@contoso.com -Ticket T-1 -PassThru").ThrowOnError().Output.Count);
        shell.Run("$review | Stop-AccessReview -Reason done -Force").ThrowOnError();
        Assert.Equal("Stopped", shell.Run("(Get-AccessReview $review.ReviewId).Status").ThrowOnError().Single.ToString());

        static int review(ModuleShell shell) => int.Parse(shell.Run("\"$($review.Items)\"").ThrowOnError().Single.ToString()!, System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Job_roles_and_exceptions_explain_what_a_review_finds()
    {
        using ModuleShell shell = WithTenant();
        shell.Run("""
            Set-JobRole -ReadyMade; Get-JobRole | Where-Object Status -eq Proposed | Set-JobRole -Approve
            $global:found = @(New-AccessReview contoso Q1 -Reviewer ServiceOwner -Privileged | Get-AccessReviewItem | Where-Object { $_.PrincipalType -eq 'User' -and $_.Assignment -eq 'Active' })[0]
            Set-JobRole AccountManager -Person p -Principal $found.Document.Path.PrincipalId -Tenant contoso
            """).ThrowOnError();
        Assert.Equal("Unexpected", Expected());

        shell.Run("$global:exception = New-AccessException contoso -PathId $found.Document.Path.PathId -Owner bob -Approver alice -Ticket T -Reason R -Expires ([datetime]::UtcNow.AddDays(9))").ThrowOnError();
        Assert.Equal("Excepted", Expected());

        shell.Run("Set-AccessException $exception.ExceptionId -Reason Late; Close-AccessException $exception.ExceptionId; if ((Get-AccessException).Status -ne 'Closed') { throw 'open' }").ThrowOnError();
        Assert.Equal("Unexpected", Expected());

        string Expected() => shell.Run(
            "(New-AccessReview contoso Q -Reviewer ServiceOwner -Privileged | Get-AccessReviewItem | Where-Object { $_.Document.Path.PathId -eq $found.Document.Path.PathId }).Expected").ThrowOnError().Single.ToString()!;
    }

    private static ModuleShell WithTenant()
    {
        ModuleShell shell = ModuleShell.Connected();
        shell.Run("New-LabTenant contoso -Size Small -Seed 3 | Register-ClientTenant -ServiceOwner alice -Approver jane@contoso.com").ThrowOnError();
        return shell;
    }
}
