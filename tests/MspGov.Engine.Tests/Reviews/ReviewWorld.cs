using MspGov.Core.Access;
using MspGov.Core.Errors;
using MspGov.Core.JobRoles;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Operators;
using MspGov.Core.Reviews;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Engine.Changes;
using MspGov.Engine.Exceptions;
using MspGov.Engine.Reviews;
using MspGov.Testing;

namespace MspGov.Engine.Tests.Reviews;

/// <summary>A ledger in memory with one tenant and campaigns in it, for what needs no directory behind it.</summary>
internal sealed class ReviewWorld : IDisposable
{
    public const string TenantId = "11111111-1111-4111-8111-111111111111";
    public const string Jane = "jane@contoso.com";

    public ReviewWorld(TimeProvider? time = null)
    {
        Time = time ?? TimeProvider.System;
        Ledger = new MemoryLedger("ada", Time);
        Fact(LogIds.Msp, OperatorActions.Create, new OperatorDocument { Id = "ada", DisplayName = "Ada" });
        Fact(LogIds.Msp, OperatorActions.RoleGrant, new RoleGrantDocument { Id = "g", Operator = "ada", Role = BuiltInRoles.AdministratorWithBilling, Scope = RoleScope.Everywhere });
        Fact(TenantId, TenantActions.Register, new TenantDocument
        {
            Id = TenantId,
            Name = "contoso",
            DisplayName = "Contoso & Söhne <GmbH>",
            ServiceOwner = "ada",
            Approvers = [Jane],
            Connection = new TenantConnection { Kind = ConnectionKind.Lab, Lab = "contoso" },
        });
        var context = new ReviewContext(Ledger, null!, null!, null!, new ExceptionService(Ledger, Time), new ReviewSecret(Path.Combine(Folder.Path, "keys", "review.secret")), Time);
        Service = new ReviewService(context);
    }

    public TempFolder Folder { get; } = new();

    public TimeProvider Time { get; }

    public MemoryLedger Ledger { get; }

    public ReviewService Service { get; }

    public string Open(int items, ReviewerKind reviewer = ReviewerKind.ClientApprover, string review = "RV-1")
    {
        var settings = new ReviewSettings { Name = "Q4 privileged access", Stages = [new ReviewStage { Reviewer = reviewer }], Default = ReviewDefault.Revoke };
        ReviewItemDocument[] made = [.. Enumerable.Range(0, items).Select(i => Item(review, i))];
        var part = new ReviewDocument { Review = review, Series = review, Tenant = TenantId, Settings = settings, Due = Time.GetUtcNow().AddDays(14), SnapshotHash = "", Items = items };
        Ledger.Append(
        [
            ReviewEntries.Draft(TenantId, ReviewActions.Open, review, settings.Name, part),
            .. made.Chunk(100).Select(page => ReviewEntries.Draft(TenantId, ReviewActions.Items, review, settings.Name, new ReviewItemPage(review, page))),
        ]);
        return review;
    }

    public void Fact<T>(string log, string action, T detail) =>
        Ledger.Append([new EntryDraft { Log = log, Action = action, Correlation = Guid.NewGuid(), Detail = CoreJson.ToBytes(detail) }]);

    public void Dispose() => Folder.Dispose();

    private static ReviewItemDocument Item(string review, int i)
    {
        string[] roles = ["Global Administrator", "Helpdesk Administrator", "Exchange Administrator", "User Administrator", "Security Reader"];
        bool member = i % 3 == 0;
        var path = new AccessPath
        {
            TenantId = TenantId,
            Tenant = "contoso",
            PrincipalId = $"00000000-0000-4000-8000-{i:D12}",
            PrincipalName = i == 7 ? "</script><b>eve@contoso.com" : $"user{i:D4}.öz@contoso.com",
            PrincipalType = i % 11 == 0 ? PrincipalType.Guest : PrincipalType.User,
            Role = roles[i % 5],
            RoleId = $"role-{i % 5}",
            Scope = "/",
            Assignment = i % 4 == 1 ? AssignmentKind.Eligible : AssignmentKind.Active,
            Via = member ? [$"00000000-0000-4000-8000-{i:D12}", "g1"] : [$"00000000-0000-4000-8000-{i:D12}"],
            Edges = member ? ["memberOf", "active"] : ["active"],
            Standing = i % 4 != 1,
            Privileged = i % 5 != 4,
            PrincipalEnabled = i % 17 != 0,
            LastSignIn = new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero),
        };
        var scope = new ScopeVerdict(ScopeVerdictKind.NoJobRole, "No job role is assigned to this principal in this tenant.");
        return new ReviewItemDocument
        {
            Id = ReviewItemId.Of(review, path.PathId),
            Review = review,
            Tenant = TenantId,
            Path = path,
            ViaNames = member ? ["Tier 0 administrators"] : [],
            Scope = scope,
            Recommendation = new ReviewRecommendation(i % 3 == 0 ? ReviewDecisionKind.Revoke : ReviewDecisionKind.Approve, i % 3 == 0 ? "Last sign-in 2026-05-01, 200 days ago." : "In use, and nothing speaks against it."),
            Fingerprint = ReviewItemId.Fingerprint(path, scope.Words),
            Earlier = i % 6 == 0 ? [new EarlierDecision("RV-0", ReviewDecisionKind.Approve, Jane, new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero))] : [],
        };
    }
}

/// <summary>Collects what a service streams.</summary>
internal sealed class Collected<T> : IOutput<T>
{
    private readonly object _gate = new();

    public List<T> Items { get; } = [];

    public List<GovException> Errors { get; } = [];

    public ValueTask WriteAsync(T item, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Items.Add(item);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask ErrorAsync(GovException error, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Errors.Add(error);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask WarningAsync(string message, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public void Progress(ProgressUpdate update)
    {
    }

    public void Verbose(string message)
    {
    }
}
