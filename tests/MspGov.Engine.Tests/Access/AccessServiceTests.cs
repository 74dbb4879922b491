using MspGov.Core.Access;
using MspGov.Core.Access.Identities;
using MspGov.Core.Access.Radius;
using MspGov.Core.Access.Snapshots;
using MspGov.Core.Errors;
using MspGov.Core.Ledger;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Lab.Http;
using MspGov.Testing.Lab;

namespace MspGov.Engine.Tests.Access;

public class AccessServiceTests
{
    [Fact]
    public async Task The_first_path_comes_before_the_second_tenant_has_answered()
    {
        TestLab first = AccessHarness.Lab("contoso");
        TestLab second = AccessHarness.Lab("fabrikam", beside: first);
        using var harness = new AccessHarness(first, second);
        var seen = new TaskCompletionSource();
        second.OnRequest(_ =>
        {
            seen.Task.Wait();
            return null;
        });
        var output = new Collected<AccessPath> { OnItem = _ => seen.TrySetResult() };

        await harness.Service.ReadAsync(new() { TenantIds = harness.TenantIds }, output, CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(2));

        Assert.Equal("contoso", output.Items[0].Tenant);
        Assert.Contains(output.Items, path => path.Tenant == "fabrikam");
    }

    [Fact]
    public async Task A_read_is_recorded_before_it_is_shown_and_its_digest_is_that_of_the_paths()
    {
        using var harness = new AccessHarness(AccessHarness.Lab("contoso"));
        int recordedFirst = 0;
        var output = new Collected<AccessPath> { OnItem = _ => recordedFirst = harness.Ledger.Entries.Count(entry => entry.Action == TenantActions.AccessRead) };

        await harness.Service.ReadAsync(new() { TenantIds = harness.TenantIds }, output, CancellationToken.None);

        Assert.Equal(1, recordedFirst);
        var tally = new AccessTally();
        foreach (AccessPath path in output.Items)
        {
            tally.Add(path);
        }

        AccessReadDetail detail = Core.Json.CoreJson.DetailAs<AccessReadDetail>(harness.Ledger.Entries.Single(entry => entry.Action == TenantActions.AccessRead));
        Assert.Equal(tally.Digest(), detail.Digest);
        Assert.Equal(output.Items.Count, detail.Paths);
    }

    [Fact]
    public async Task A_stopped_run_is_resumed_with_only_what_is_left()
    {
        TestLab first = AccessHarness.Lab("a");
        TestLab[] labs = [first, .. Enumerable.Range(0, 5).Select(i => AccessHarness.Lab($"b{i}", beside: first))];
        using var harness = new AccessHarness(labs);
        foreach (TestLab bad in labs[2..4])
        {
            bad.OnRequest(_ => new LabFault { Answer = new LabResponse(403, "{}"u8.ToArray()) });
        }

        var output = new Collected<AccessPath>();
        GovException stopped = await Assert.ThrowsAsync<GovException>(() => harness.Service.ReadAsync(
            new() { TenantIds = harness.TenantIds, ThrottleLimit = 1, StopAfterFailures = 2 }, output, CancellationToken.None));
        Assert.Equal(AccessErrors.StoppedAfterFailures, stopped.Definition);
        Assert.Equal(["a", "b0"], output.Items.Select(path => path.Tenant).Distinct().Order());

        foreach (TestLab bad in labs[2..4])
        {
            bad.OnRequest(null);
        }

        Collected<AccessPath> rest = await harness.ReadAsync(query => query with { Resume = true });

        Assert.Empty(rest.Errors);
        Assert.Equal(["b1", "b2", "b3", "b4"], rest.Items.Select(path => path.Tenant).Distinct().Order());
    }

    [Fact]
    public async Task A_snapshot_gives_back_what_was_read_and_only_real_changes_are_differences()
    {
        TestLab lab = AccessHarness.Lab("contoso");
        using var harness = new AccessHarness(lab);
        Collected<AccessPath> before = await harness.ReadAsync(query => query with { SaveSnapshot = true });
        AccessSnapshotDocument snapshot = Assert.Single(harness.Service.Snapshots(harness.TenantIds));
        Assert.Equal(before.Items.Select(path => path.PathId).Order(), harness.Service.SnapshotPaths(snapshot.Id).Select(path => path.PathId).Order());
        Assert.Empty(await CompareAsync(harness, new() { TenantIds = harness.TenantIds }));

        AccessPath gone = before.Items.First(path => path is { Assignment: AssignmentKind.Active, Via.Count: 1, Scope: "/" });
        lab.Change((directory, change) =>
        {
            change.Delete(directory.Find("roleAssignments", gone.AssignmentId!)!);
            foreach (var instance in directory.Set("roleAssignmentScheduleInstances").Where("roleAssignmentOriginId", gone.AssignmentId!).ToArray())
            {
                change.Delete(instance);
            }
        });

        AccessDifference difference = Assert.Single(await CompareAsync(harness, new() { TenantIds = harness.TenantIds }));
        Assert.Equal(DifferenceKind.Removed, difference.Difference);
        Assert.Equal(gone.PathId, difference.PathId);

        lab.Behaviour = new LabBehaviour { DeniedPaths = ["/roleManagement"] };
        IReadOnlyList<AccessDifference> blind = await CompareAsync(harness, new() { TenantIds = harness.TenantIds });
        Assert.All(blind, item => Assert.Equal(DifferenceKind.Unknown, item.Difference));
        Assert.Contains(blind, item => item.PathId == gone.PathId);
    }

    [Fact]
    public async Task Access_as_of_a_time_is_that_of_the_last_snapshot_before_it()
    {
        TestLab lab = AccessHarness.Lab("contoso");
        using var harness = new AccessHarness(lab);
        Collected<AccessPath> before = await harness.ReadAsync(query => query with { SaveSnapshot = true });
        DateTimeOffset then = harness.Time.GetUtcNow();
        harness.Time.Advance(TimeSpan.FromMinutes(10));
        lab.Change((directory, change) => change.Delete(directory.Set("oauth2PermissionGrants").All.First()));
        Collected<AccessPath> after = await harness.ReadAsync(query => query with { SaveSnapshot = true });

        Collected<AccessPath> asOf = await harness.ReadAsync(query => query with { AsOf = then });
        Collected<AccessPath> never = await harness.ReadAsync(query => query with { AsOf = then.AddDays(-1) });

        Assert.True(after.Items.Count < before.Items.Count);
        Assert.Equal(before.Items.Select(path => path.PathId).Order(), asOf.Items.Select(path => path.PathId).Order());
        Assert.Equal(AccessErrors.SnapshotNotFound, Assert.Single(never.Errors).Definition);
    }

    [Fact]
    public async Task Two_tenants_are_compared_by_what_their_people_can_do_and_not_by_their_ids()
    {
        TestLab first = AccessHarness.Lab("contoso");
        TestLab other = AccessHarness.Lab("fabrikam", seed: 9, beside: first);
        using var harness = new AccessHarness(first, other);

        Assert.Empty(await CompareAsync(harness, new() { TenantIds = [first.TenantId], Reference = first.TenantId }));
        IReadOnlyList<AccessDifference> differences = await CompareAsync(harness, new() { TenantIds = [other.TenantId], Reference = first.TenantId });
        Assert.Contains(differences, item => item.Difference == DifferenceKind.Added && item.Tenant == "fabrikam");
        Assert.Contains(differences, item => item.Difference == DifferenceKind.Removed && item.Tenant == "contoso");

        // Emergency accounts have the same short names in both: they are no difference.
        Assert.DoesNotContain(differences, item => item is { Role: "Global Administrator", PrincipalName: not null } && item.PrincipalName.StartsWith("emergency", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_register_has_each_privileged_identity_once_and_owners_are_of_the_ledger()
    {
        using var harness = new AccessHarness(AccessHarness.Lab("contoso"));
        var output = new Collected<PrivilegedIdentity>();
        await harness.Service.IdentitiesAsync(new() { TenantIds = harness.TenantIds }, output, CancellationToken.None);
        Collected<AccessPath> paths = await harness.ReadAsync(query => query with { Privileged = true });

        Assert.Equal(
            paths.Items.Select(path => path.PrincipalId).Distinct().Order(),
            output.Items.Select(line => line.PrincipalId).Order());
        Assert.Equal(paths.Items.Count, output.Items.Sum(line => line.Paths));

        PrivilegedIdentity app = output.Items.First(line => line.Kind == IdentityKind.Application);
        await harness.Service.SetOwnerAsync(
            new() { TenantId = app.TenantId, Identity = app.PrincipalId, Owner = "carol", Purpose = IdentityPurpose.Automation }, CancellationToken.None);
        var again = new Collected<PrivilegedIdentity>();
        await harness.Service.IdentitiesAsync(new() { TenantIds = harness.TenantIds, Identities = [app.PrincipalId] }, again, CancellationToken.None);
        Assert.Equal("carol", Assert.Single(again.Items).Owner);
        Assert.Contains(harness.Ledger.Entries, entry => entry.Action == AccessActions.OwnerSet && entry.Log == app.TenantId);
    }

    [Fact]
    public async Task Non_human_identities_have_findings_by_the_owasp_names()
    {
        TestLab first = AccessHarness.Lab("contoso");
        using var harness = new AccessHarness(first, AccessHarness.Lab("fabrikam", seed: 2, beside: first));
        var output = new Collected<NonHumanIdentity>();
        await harness.Service.NonHumansAsync(new() { TenantIds = harness.TenantIds }, output, CancellationToken.None);

        string[] found = [.. output.Items.SelectMany(item => item.Findings).Select(finding => $"{finding.Id} {finding.Finding}").Distinct()];
        Assert.Contains("NHI5:2025 Overprivileged", found);
        Assert.Contains("NHI4:2025 SecretNotFederated", found);
        Assert.Contains("NHI1:2025 Ownerless", found);
        Assert.DoesNotContain(output.Items, item => item.HomeTenantId == NonHumanRules.MicrosoftTenant);
    }

    [Fact]
    public async Task A_blast_radius_explains_its_score_and_names_edges_to_cut()
    {
        TestLab lab = AccessHarness.Lab("contoso");
        using var harness = new AccessHarness(lab);
        Collected<AccessPath> paths = await harness.ReadAsync(query => query with { Roles = ["Global Administrator"] });
        AccessPath admin = paths.Items.First(path => path.Assignment == AssignmentKind.Eligible);
        var output = new Collected<BlastRadius>();

        await harness.Service.MeasureAsync(new() { TenantIds = harness.TenantIds, Identities = [admin.PrincipalId] }, output, CancellationToken.None);

        BlastRadius radius = Assert.Single(output.Items);
        Assert.Contains(radius.Reach, reach => reach is { Role: "Global Administrator" });
        Assert.NotEmpty(radius.Cut);
        Assert.Equal(radius.Score, Math.Round(radius.Points.Sum(line => line.Points), 1));
    }

    private static async Task<IReadOnlyList<AccessDifference>> CompareAsync(AccessHarness harness, CompareQuery query)
    {
        var output = new Collected<AccessDifference>();
        await harness.Service.CompareAsync(query, output, CancellationToken.None);
        return output.Items;
    }
}
