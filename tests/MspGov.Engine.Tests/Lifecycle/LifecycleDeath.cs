using MspGov.Core.Lifecycle;

namespace MspGov.Engine.Tests.Lifecycle;

/// <summary>A process that dies in the middle of a run: before or after any request and any append.</summary>
internal static class LifecycleDeath
{
    /// <summary>Runs an event and dies after so many steps.</summary>
    /// <returns>Whether it died; false when the run was over before.</returns>
    public static async Task<bool> AtAsync(LifecycleWorld world, int step, LifecycleEvent what, IReadOnlyList<string>? tenants = null)
    {
        int steps = 0;
        bool dead = false;
        world.OnRequest = _ => Step();
        world.OnAppend = Step;
        try
        {
            await world.RunAsync(what, world.ServiceOf(world.AnotherLedger()), tenants: tenants);
        }
        catch (Killed)
        {
        }

        world.OnRequest = null;
        world.OnAppend = null;
        return dead;

        void Step()
        {
            if (dead || Interlocked.Increment(ref steps) > step)
            {
                dead = true;
                throw new Killed();
            }
        }
    }

    private sealed class Killed : Exception;
}
