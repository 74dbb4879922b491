using System.Net;
using System.Net.Sockets;

namespace MspGov.Graph.Tests.Transport;

/// <summary>Resets the first connections as soon as they are made, and hands the others on, byte for byte.</summary>
internal sealed class ResettingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private int _resets;

    private ResettingProxy(int target, int resets)
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(target, resets);
    }

    public int Port { get; }

    public int Resets => _resets;

    public static ResettingProxy To(int port, int resets) => new(port, resets);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync(int target, int resets)
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                if (_resets < resets)
                {
                    // Lingering for no time sends a reset in place of an orderly end.
                    _resets++;
                    client.LingerState = new LingerOption(true, 0);
                    client.Dispose();
                }
                else
                {
                    open.Add(HandOnAsync(client, target));
                }
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task HandOnAsync(TcpClient client, int target)
    {
        using (client)
        using (TcpClient server = new())
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, target, _stop.Token);
                await Task.WhenAll(client.GetStream().CopyToAsync(server.GetStream(), _stop.Token), server.GetStream().CopyToAsync(client.GetStream(), _stop.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // One of the two ended.
            }
        }
    }
}
