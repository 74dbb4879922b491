namespace MspGov.Graph.Connections;

/// <summary>Stands where the network stands for other tenants, and passes each request to the lab tenant of a name as it is now.</summary>
internal sealed class LabHandler(Func<string, HttpMessageHandler> find, string lab) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // The handler is the finder's: the invoker is let go without disposing it.
        HttpMessageInvoker invoker = new(find(lab), disposeHandler: false);
        return await invoker.SendAsync(request, cancellationToken);
    }
}
