using System.Management.Automation;
using System.Threading.Channels;
using MspGov.Core.Errors;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Pipeline;

/// <summary>
/// Runs asynchronous work on the pool and drains what it gives out on the pipeline thread, the only thread that may touch a cmdlet.
/// The queue is bounded, so a slow consumer slows the work and memory stays flat. A throwing WriteObject or WriteError
/// (a stopped pipeline, -ErrorAction Stop, Select-Object -First) cancels the work and never leaves it waiting.
/// </summary>
internal sealed class PipelinePump<T> : IOutput<T>
{
    private const int Capacity = 512;

    // How long a cancelled run may take to come to rest before the pipeline is given back: Ctrl+C answers within a second.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(800);

    private readonly Channel<Action<GovCmdlet>> _queue = Channel.CreateBounded<Action<GovCmdlet>>(
        new BoundedChannelOptions(Capacity) { SingleReader = true });

    private readonly Func<T, object?> _present;
    private ProgressUpdate? _latestProgress;

    private PipelinePump(Func<T, object?> present) => _present = present;

    public static void Run(
        GovCmdlet cmdlet,
        Func<IOutput<T>, CancellationToken, Task> work,
        Func<T, object?> present,
        CancellationToken stopped)
    {
        var pump = new PipelinePump<T>(present);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(stopped);
        CancellationToken token = cancel.Token;
        Task worker = Task.Run(() => pump.WorkAsync(work, token), CancellationToken.None);
        bool drained = false;
        try
        {
            pump.Drain(cmdlet, stopped);
            drained = true;
        }
        finally
        {
            if (!drained)
            {
                cancel.Cancel();
                pump._queue.Writer.TryComplete();
                Rest(worker);
            }
        }

        if (stopped.IsCancellationRequested)
        {
            Rest(worker);
            throw new PipelineStoppedException();
        }

        worker.GetAwaiter().GetResult();
    }

    public ValueTask WriteAsync(T item, CancellationToken cancellationToken) =>
        _queue.Writer.WriteAsync(
            cmdlet =>
            {
                // Null where the cmdlet gives nothing out (no -PassThru): a null in the pipeline would be an object too.
                if (_present(item) is { } shown)
                {
                    cmdlet.WriteObject(shown);
                }
            },
            cancellationToken);

    public ValueTask ErrorAsync(GovException error, CancellationToken cancellationToken) =>
        _queue.Writer.WriteAsync(cmdlet => cmdlet.WriteError(ErrorRecords.From(error)), cancellationToken);

    public ValueTask WarningAsync(string message, CancellationToken cancellationToken) =>
        _queue.Writer.WriteAsync(cmdlet => cmdlet.WriteWarning(message), cancellationToken);

    public void Progress(ProgressUpdate update)
    {
        // Only the newest counts; one message in the queue shows whatever is newest when it is drained.
        if (Interlocked.Exchange(ref _latestProgress, update) is null && !_queue.Writer.TryWrite(ShowProgress))
        {
            Interlocked.Exchange(ref _latestProgress, null);
        }
    }

    public void Verbose(string message) => _queue.Writer.TryWrite(cmdlet => cmdlet.WriteVerbose(message));

    private async Task WorkAsync(Func<IOutput<T>, CancellationToken, Task> work, CancellationToken token)
    {
        try
        {
            await work(this, token);
        }
        finally
        {
            _queue.Writer.TryComplete();
        }
    }

    private void Drain(GovCmdlet cmdlet, CancellationToken stopped)
    {
        while (true)
        {
            while (_queue.Reader.TryRead(out Action<GovCmdlet>? message))
            {
                message(cmdlet);
            }

            try
            {
                if (!_queue.Reader.WaitToReadAsync(stopped).AsTask().GetAwaiter().GetResult())
                {
                    return;
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void ShowProgress(GovCmdlet cmdlet)
    {
        if (Interlocked.Exchange(ref _latestProgress, null) is { } update)
        {
            cmdlet.ShowProgress(update);
        }
    }

    private static void Rest(Task worker)
    {
        try
        {
            worker.Wait(Grace);
        }
        catch (AggregateException)
        {
            // The pipeline is stopping for a reason of its own, which is what the user sees.
        }
    }
}
