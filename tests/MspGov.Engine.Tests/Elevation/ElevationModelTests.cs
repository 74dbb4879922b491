using MspGov.Core.Changes;
using MspGov.Core.Elevation;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Policy;
using MspGov.Core.Register;
using MspGov.Core.Services;
using MspGov.Graph;
using Xunit.Abstractions;
using static MspGov.Engine.Tests.Elevation.ElevationWorld;

namespace MspGov.Engine.Tests.Elevation;

/// <summary>
/// Random sequences of commands by random operators, with crashes at any step, clock jumps and tenants that lie, lag, fail and throttle.
/// After every command the promises must hold; the seed that breaks one is in the message.
/// </summary>
public class ElevationModelTests(ITestOutputHelper output)
{
    private const int Runs = 2000;
    private const int Commands = 14;

    [Fact]
    public async Task No_grant_outlives_its_end_unreported_and_nothing_happens_without_a_decision_and_an_entry()
    {
        var seen = new Dictionary<GrantState, int>();
        int entries = 0;
        int kills = 0;
        for (int seed = 0; seed < Runs; seed++)
        {
            var run = new Run(seed);
            await run.PlayAsync();
            entries += run.World.Entries.Count;
            kills += run.Kills;
            foreach (ElevationGrantDocument grant in run.World.Grants())
            {
                seen[grant.GrantState] = seen.GetValueOrDefault(grant.GrantState) + 1;
            }
        }

        output.WriteLine($"{Runs} runs, {entries} entries, {kills} kills; grants at the end: {string.Join(", ", seen.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key} {pair.Value}"))}");

        // A model that never reaches a state proves nothing about it.
        Assert.Superset(new HashSet<GrantState>([GrantState.Requested, GrantState.Denied, GrantState.Scheduled, GrantState.Active, GrantState.Ended, GrantState.Failed, GrantState.Ending, GrantState.InDoubt]), seen.Keys.ToHashSet());
    }

    private sealed class Run
    {
        private static readonly string[] Operators = ["anna", "mike", "ada", "eve", "rita", "sweeper"];
        private readonly Random _random;
        private readonly int _seed;
        private string _command = string.Empty;

        public Run(int seed)
        {
            (_seed, _random) = (seed, new Random(seed));
            foreach ((string id, PimTenant tenant) in World.Tenants)
            {
                tenant.OnRequest = (request, done) => CheckWrite(id, request, done);
            }
        }

        public ElevationWorld World { get; } = new();

        public int Kills { get; private set; }

        public async Task PlayAsync()
        {
            for (int i = 0; i < Commands; i++)
            {
                Dictionary<string, GrantState> before = World.Grants().ToDictionary(grant => grant.Request.Grant, grant => grant.GrantState);
                await StepAsync();
                CheckTruth(before);
            }

            CheckReplay();
        }

        private async Task StepAsync()
        {
            PimTenant tenant = World.Tenant(Pick(Premium, Basic));
            switch (_random.Next(12))
            {
                case 0:
                    World.Clock.Advance(TimeSpan.FromMinutes(_random.Next(1, 20)));
                    break;
                case 1:
                    World.Clock.Advance(TimeSpan.FromHours(_random.Next(1, 30)));
                    break;
                case 2:
                    tenant.Manner = (WriteManner)_random.Next(6);
                    break;
                case 3:
                    (tenant.Unreadable, tenant.Lag, tenant.Manner) = (_random.Next(4) == 0, TimeSpan.FromSeconds(_random.Next(0, 180)), WriteManner.Honest);
                    break;
                case 4:
                    (tenant.Unreadable, tenant.Lag, tenant.Manner) = (false, TimeSpan.Zero, WriteManner.Honest);
                    break;
                case <= 7:
                    await MaybeDieAsync("ask", () => World.As(Someone()).RequestAsync(RandomAsk(), default));
                    break;
                case 8:
                    await MaybeDieAsync("decide", () => _random.Next(4) == 0
                        ? World.As(Someone()).DenyAsync(SomeGrant(), "no", default)
                        : World.As(Someone()).ApproveAsync(SomeGrant(), _random.Next(8) == 0 ? new string('0', 64) : null, null, default));
                    break;
                case 9:
                    await MaybeDieAsync("revoke", () => World.As(Someone()).RevokeAsync(SomeGrant(), "enough", default));
                    break;
                default:
                    await SweepAsync();
                    break;
            }
        }

        private async Task SweepAsync()
        {
            ElevationSweepSummary? summary = null;
            DateTimeOffset at = World.Clock.GetUtcNow();
            await MaybeDieAsync("sweep", async () => summary = await World.SweepAsync());
            if (summary is null)
            {
                return;
            }

            HashSet<string> reported = [.. summary.Items.Where(item => item.Action is SweepAction.NotEnded or SweepAction.InDoubt or SweepAction.Busy).Select(item => item.Grant.GrantId)];
            foreach (ElevationGrantDocument grant in World.Grants().Where(grant => grant.EndsAt <= at && Gives(grant)))
            {
                Demand(reported.Contains(grant.Request.Grant), $"grant {grant.Request.Grant} ({grant.GrantState}) outlives its end {grant.EndsAt:u} and the sweep does not report it");
            }
        }

        /// <summary>No write reaches a tenant without an intent in the ledger that a decision permitted.</summary>
        private void CheckWrite(string tenant, GraphRequest request, bool done)
        {
            if (done || !request.IsWrite)
            {
                return;
            }

            bool intended = World.LedgerOf("boss").Read(register => register.List<ChangeDocument>(tenant, ChangeDocument.InDoubt)).Any();
            Demand(intended, $"{request.Method} {request.Path} was sent without an intent");
        }

        /// <summary>What a command just called active is held; what it just called ended, failed or denied is not held by it.</summary>
        private void CheckTruth(Dictionary<string, GrantState> before)
        {
            foreach (ElevationGrantDocument grant in World.Grants().Where(grant => before.GetValueOrDefault(grant.Request.Grant, (GrantState)(-1)) != grant.GrantState))
            {
                switch (grant.GrantState)
                {
                    case GrantState.Active:
                        Demand(Gives(grant), $"grant {grant.Request.Grant} is called active and is not held: {grant.Evidence}");
                        break;
                    case GrantState.Ended or GrantState.Failed or GrantState.Denied:
                        Demand(!Gives(grant), $"grant {grant.Request.Grant} is called {grant.GrantState} and is held: {grant.Evidence}");
                        break;
                }
            }
        }

        /// <summary>The ledger, replayed from nothing, decides the same and gives the same register.</summary>
        private void CheckReplay()
        {
            var replayed = new MemoryRegister();
            foreach (EntryView entry in World.Entries)
            {
                if (entry.Outcome != EntryOutcome.Denied)
                {
                    var draft = new EntryDraft
                    {
                        Log = entry.Log,
                        Action = entry.Action,
                        Phase = entry.Phase,
                        Outcome = entry.Outcome,
                        Correlation = entry.Correlation,
                        Subject = entry.Subject,
                        Ticket = entry.Ticket,
                        Reason = entry.Reason,
                        Detail = entry.Detail!.Value,
                    };
                    Ruling ruling = GovernancePolicy.Decide(new RuleContext(replayed, entry.Operator, draft, entry.At));
                    Demand(ruling.Kind == RulingKind.Permit, $"replay refuses {entry.Action} by {entry.Operator}: {ruling.Reason}");
                }

                Folds.Apply(replayed, entry);
            }

            Demand(
                CoreJson.ToBytes(replayed.List<ElevationGrantDocument>()).AsSpan().SequenceEqual(CoreJson.ToBytes(World.Grants())),
                "the register differs from the replayed ledger");
        }

        /// <summary>The principal really holds the role, and no other open grant accounts for it.</summary>
        private bool Gives(ElevationGrantDocument grant) =>
            World.Tenant(grant.Request.Tenant).Holds(grant.Request.PrincipalId, grant.Request.Target.Id)
            && !World.Grants().Any(other => other.Request.Grant != grant.Request.Grant && other.GrantState.MayBeHeld()
                && other.Request.Tenant == grant.Request.Tenant
                && other.Request.PrincipalId == grant.Request.PrincipalId && other.Request.Target.Id == grant.Request.Target.Id);

        private async Task MaybeDieAsync(string command, Func<Task> deed)
        {
            _command = command;
            int left = _random.Next(3) == 0 ? _random.Next(1, 26) : int.MaxValue;
            World.OnStep = () =>
            {
                if (--left == 0)
                {
                    throw new Killed();
                }
            };
            try
            {
                await deed();
            }
            catch (Killed)
            {
                Kills++;
            }
            catch (GovException)
            {
                // Refusals and failures are part of life; the promises are checked either way.
            }
            finally
            {
                World.OnStep = null;
            }
        }

        private ElevationAsk RandomAsk()
        {
            ElevationAsk ask = Ask(
                Pick(Premium, Basic),
                Pick(ReportsReader, GlobalAdministrator),
                _random.Next(3) == 0 ? Pick(OtherUser, AnnaAccount) : null,
                TimeSpan.FromMinutes(_random.Next(-1, 300)));
            return ask with
            {
                BreakGlass = _random.Next(8) == 0,
                Start = _random.Next(6) == 0 ? World.Clock.GetUtcNow().AddHours(_random.Next(1, 12)) : null,
            };
        }

        private string SomeGrant()
        {
            IReadOnlyList<ElevationGrantDocument> grants = World.Grants();
            return grants.Count == 0 ? Guid.NewGuid().ToString("D") : grants[_random.Next(grants.Count)].Request.Grant;
        }

        private string Someone() => Operators[_random.Next(Operators.Length)];

        private string Pick(string one, string other) => _random.Next(2) == 0 ? one : other;

        private void Demand(bool holds, string broken) => Assert.True(holds, $"seed {_seed}, after '{_command}': {broken}");
    }
}
