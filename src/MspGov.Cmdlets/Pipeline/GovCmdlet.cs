using System.Management.Automation;
using MspGov.Cmdlets.Sessions;
using MspGov.Core.Errors;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Pipeline;

/// <summary>
/// Base of every cmdlet: cancellation, the mapping of errors, and the pump for asynchronous work. Derived classes implement
/// <see cref="Process"/>; a <see cref="GovException"/> that escapes it is one input's error and does not stop the pipeline,
/// unless <see cref="ErrorsTerminate"/>.
/// </summary>
public abstract class GovCmdlet : PSCmdlet, IDisposable
{
    private const int ProgressId = 0x4D53; // "MS": any fixed id keeps our bar apart from others'

    private static readonly bool IsUnattended = Environment.GetEnvironmentVariable("CI") is { Length: > 0 };

    private readonly CancellationTokenSource _stopped = new();
    private bool _progressShown;

    /// <summary>Cancelled when the pipeline is stopped (Ctrl+C).</summary>
    protected CancellationToken Stopped => _stopped.Token;

    /// <summary>True where an error leaves nothing to go on with (opening a store, say).</summary>
    protected virtual bool ErrorsTerminate => false;

    /// <summary>Does the work for one input object.</summary>
    protected abstract void Process();

    /// <summary>Work before the first input object.</summary>
    protected virtual void BeginWork()
    {
    }

    /// <summary>Work after the last input object.</summary>
    protected virtual void EndWork()
    {
    }

    /// <inheritdoc/>
    protected sealed override void BeginProcessing()
    {
        Capture();
        Guard(BeginWork, terminating: true);
    }

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Guard(Process, ErrorsTerminate);

    /// <inheritdoc/>
    protected sealed override void EndProcessing()
    {
        Guard(EndWork, ErrorsTerminate);
        CompleteProgress();
    }

    /// <inheritdoc/>
    protected sealed override void StopProcessing() => _stopped.Cancel();

    /// <summary>Runs asynchronous work and writes what it streams.</summary>
    protected void Pump<T>(Func<IOutput<T>, CancellationToken, Task> work, Func<T, object?>? present = null) =>
        PipelinePump<T>.Run(this, work, present ?? (static item => item), Stopped);

    /// <summary>Runs asynchronous work that gives one result, and returns it.</summary>
    protected T Await<T>(Func<CancellationToken, Task<T>> work)
    {
        T? result = default;
        PipelinePump<T>.Run(this, async (_, token) => result = await work(token), static _ => null, Stopped);
        return result!;
    }

    /// <summary>The full file-system path of what the user gave, which need not exist.</summary>
    protected string FullPath(string path) =>
        Path.GetFullPath(SessionState.Path.GetUnresolvedProviderPathFromPSPath(path));

    /// <summary>Takes from the pipeline thread what worker threads need later.</summary>
    private protected virtual void Capture()
    {
    }

    internal void ShowProgress(ProgressUpdate update)
    {
        if (IsUnattended)
        {
            return;
        }

        _progressShown = true;
        WriteProgress(new ProgressRecord(ProgressId, update.Activity, update.Item)
        {
            PercentComplete = update.Total > 0 ? Math.Clamp(update.Done * 100 / update.Total, 0, 100) : -1,
        });
    }

    private void CompleteProgress()
    {
        if (_progressShown)
        {
            WriteProgress(new ProgressRecord(ProgressId, " ", " ") { RecordType = ProgressRecordType.Completed });
        }
    }

    private void Guard(Action action, bool terminating)
    {
        try
        {
            action();
        }
        catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception e) when (ErrorRecords.Unwrap(e) is GovException known)
        {
            ErrorRecord record = ErrorRecords.From(known);
            if (terminating)
            {
                ThrowTerminatingError(record);
            }

            WriteError(record);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopped.Dispose();
        GC.SuppressFinalize(this);
    }
}
