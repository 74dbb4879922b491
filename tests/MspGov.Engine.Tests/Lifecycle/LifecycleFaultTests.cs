using MspGov.Core.Errors;
using MspGov.Core.JobRoles;
using MspGov.Core.Lifecycle;
using MspGov.Core.Services;
using MspGov.Testing.Lab;

namespace MspGov.Engine.Tests.Lifecycle;

/// <summary>Every fault of a tenant and a death at every step, for leavers, joiners and movers: a run never says complete while it is not so.</summary>
public class LifecycleFaultTests
{
    private const string ReportsReader = "4a5d8f65-41da-4de4-8968-e035b65339cf";
    private const string UserAdministrator = "fe930be7-5e62-47db-91af-98c3a49a38b1";

    private static readonly string[] Places = ["/users", "/groups", "/roleManagement", "/identityGovernance", "/applications", "/"];

    [Theory]
    [InlineData(LifecycleType.Leaver)]
    [InlineData(LifecycleType.Mover)]
    [InlineData(LifecycleType.Joiner)]
    public async Task No_fault_of_a_tenant_makes_a_run_say_complete_that_is_not(LifecycleType type)
    {
        int combinations = 0, open = 0;
        foreach (LabBehaviour behaviour in Behaviours(Places))
        {
            using var world = new LifecycleWorld(1, 11);
            Scene scene = Scene.Of(world, type);
            world.Labs[0].Behaviour = behaviour;
            (IReadOnlyList<LifecycleRun> runs, _) = await world.RunAsync(scene.Event);
            scene.Agrees(runs);
            open += runs.Count(run => !run.Complete);

            world.Labs[0].Behaviour = new LabBehaviour();
            world.Time.Advance(TimeSpan.FromMinutes(15));
            (runs, IReadOnlyList<GovException> errors) = await world.RunAsync(scene.Event);
            Assert.True(errors.Count == 0, $"{type}, {behaviour}: {string.Join(" ", errors.Select(error => error.Message))}");
            Assert.True(Assert.Single(runs).Complete);
            scene.Agrees(runs);
            combinations++;
        }

        Assert.True(combinations >= 20 && open > 0, $"{combinations} combinations, {open} of them open");
    }

    [Theory]
    [InlineData(LifecycleType.Leaver)]
    [InlineData(LifecycleType.Mover)]
    [InlineData(LifecycleType.Joiner)]
    public async Task Wherever_the_process_dies_the_next_one_finishes_the_run(LifecycleType type)
    {
        int deaths = 0;
        bool died = true;
        for (int step = 0; died; step++, deaths++)
        {
            using var world = new LifecycleWorld(1, 11);
            Scene scene = Scene.Of(world, type);
            died = await LifecycleDeath.AtAsync(world, step, scene.Event);
            scene.Agrees(world.Service.Get(new LifecycleRunQuery()));
            world.Time.Advance(TimeSpan.FromMinutes(15));
            (IReadOnlyList<LifecycleRun> runs, IReadOnlyList<GovException> errors) = await world.RunAsync(scene.Event);
            Assert.True(errors.Count == 0, $"{type} died at {step}: {string.Join(" ", errors.Select(error => error.Message))}");
            Assert.True(Assert.Single(runs).Complete, $"{type} died at {step}");
            scene.Agrees(runs);
        }

        Assert.True(deaths > 5, $"{deaths} deaths");
    }

    /// <summary>Every fault, each that has a place at each of these.</summary>
    internal static IEnumerable<LabBehaviour> Behaviours(IReadOnlyList<string> places) =>
    [
        .. places.Select(place => new LabBehaviour { FalseSuccessPaths = [place] }),
        .. places.Select(place => new LabBehaviour { AppliedButFailedPaths = [place] }),
        .. places.Select(place => new LabBehaviour { DeniedPaths = [place] }),
        new LabBehaviour { VisibilityDelay = TimeSpan.FromSeconds(5) },
        new LabBehaviour { VisibilityDelay = TimeSpan.FromMinutes(2) },
        new LabBehaviour { ThrottleRate = 0.2 },
        new LabBehaviour { ThrottleRate = 0.6 },
        new LabBehaviour { UnavailableRate = 0.3 },
        new LabBehaviour { ResetRate = 0.2 },
        new LabBehaviour { TruncateRate = 0.2 },
    ];

    /// <summary>An event in one tenant, and what must be so by the raw state when it says that it is complete.</summary>
    private sealed record Scene(LifecycleEvent Event, Action<LifecycleRun> Check)
    {
        public static Scene Of(LifecycleWorld world, LifecycleType type)
        {
            TestLab lab = world.Labs[0];
            (string id, string name) = RawWalk.Richest(lab, type == LifecycleType.Leaver ? 1 : 2);
            world.JobRole("New", Give(ReportsReader, EntitlementHolding.Standing), Give(UserAdministrator, EntitlementHolding.JustInTime));
            var person = new LifecyclePerson { Id = "p-1", DisplayName = "Max Weber", Principals = [name] };
            return type switch
            {
                LifecycleType.Leaver => new Scene(
                    new LifecycleEvent { EventId = "e", Type = type, Person = person, Leaver = new LeaverSettings { NewOwner = RawWalk.Richest(lab, 3).Name, AllowLastAdministrator = true } },
                    _ => Assert.Empty(RawWalk.Held(lab, id))),
                LifecycleType.Mover => new Scene(new LifecycleEvent { EventId = "e", Type = type, Person = person, JobRoles = ["New"] }, _ => Exactly(lab, id)),
                _ => new Scene(
                    new LifecycleEvent
                    {
                        EventId = "e",
                        Type = type,
                        Person = new LifecyclePerson { Id = "p-2", DisplayName = "Nora Neu", UserPrincipalName = "nora.neu@" + name.Split('@')[1], EmployeeId = "E-9", UsageLocation = "DE" },
                        JobRoles = ["New"],
                        Joiner = new JoinerSettings { CreateUser = true, Groups = [RawScope.PlainGroups(lab)[0]] },
                    },
                    run =>
                    {
                        Exactly(lab, Assert.Single(run.Principals));
                        Assert.Single(RawScope.Groups(lab, run.Principals[0]));
                    }),
            };
        }

        public void Agrees(IEnumerable<LifecycleRun> runs)
        {
            foreach (LifecycleRun run in runs.Where(run => run.Complete))
            {
                Check(run);
            }
        }

        private static void Exactly(TestLab lab, string user)
        {
            IReadOnlyList<RawRole> roles = RawScope.Roles(lab, user);
            Assert.Contains(roles, role => role is { Role: ReportsReader, Scope: "/", Standing: true });
            Assert.Contains(roles, role => role is { Role: UserAdministrator, Scope: "/", Standing: false });
            Assert.All(roles, role => Assert.True(role.Role == ReportsReader || (role.Role == UserAdministrator && !role.Standing)));
        }

        private static JobRoleEntitlement Give(string id, EntitlementHolding holding) => new() { Kind = EntitlementKind.EntraRole, Id = id, Name = id, Holding = holding };
    }
}
