using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using MspGov.Testing;

namespace MspGov.Engine.Tests.Reviews;

/// <summary>One page of a headless Chromium, driven by the browser's own protocol (Chrome DevTools Protocol), with nothing between.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] Places =
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", @"C:\Program Files\Google\Chrome\Application\chrome.exe"];

    private readonly Process _process;
    private readonly TempFolder _profile;
    private readonly ClientWebSocket _socket = new();
    private int _id;

    private Chromium(Process process, TempFolder profile) => (_process, _profile) = (process, profile);

    /// <summary>Path of a Chromium on this machine (MSPGOV_CHROMIUM first), or null.</summary>
    public static string? Path =>
        Environment.GetEnvironmentVariable("MSPGOV_CHROMIUM") is { Length: > 0 } chosen ? chosen : Places.FirstOrDefault(File.Exists);

    public static async Task<Chromium> OpenAsync(string url, int width, int height)
    {
        var profile = new TempFolder();
        var start = new ProcessStartInfo(Path!)
        {
            ArgumentList =
            {
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--remote-debugging-port=0", $"--user-data-dir={profile.Path}", $"--window-size={width},{height}", url,
            },
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        Process process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var browser = new Chromium(process, profile);
        await browser.ConnectAsync();
        await browser.SendAsync("Emulation.setDeviceMetricsOverride", new JsonObject { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = false });
        await browser.SendAsync("Page.bringToFront", []);
        await browser.SendAsync("Emulation.setFocusEmulationEnabled", new JsonObject { ["enabled"] = true });
        await browser.UntilAsync("document.readyState === 'complete' && document.hasFocus()");

        // Keys sent before the first frame was drawn are dropped.
        // The navigation may replace the context while the first frame is waited for: then it is waited for in the new one.
        try
        {
            await browser.EvaluateAsync("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))");
        }
        catch (InvalidOperationException e) when (e.Message.Contains("Execution context was destroyed", StringComparison.Ordinal))
        {
            await browser.EvaluateAsync("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))");
        }
        return browser;
    }

    public async Task<JsonNode?> EvaluateAsync(string script)
    {
        JsonNode result = await SendAsync("Runtime.evaluate", new JsonObject { ["expression"] = script, ["returnByValue"] = true, ["awaitPromise"] = true });
        return result["exceptionDetails"] is { } thrown ? throw new InvalidOperationException(thrown.ToJsonString()) : result["result"]!["value"];
    }

    public async Task UntilAsync(string script)
    {
        for (int i = 0; i < 400; i++)
        {
            if ((bool?)await EvaluateAsync($"!!({script})") == true)
            {
                return;
            }

            await Task.Delay(25);
        }

        throw new TimeoutException($"Never came true: {script}");
    }

    /// <summary>Presses keys as a keyboard would, one by one.</summary>
    public async Task PressAsync(params string[] keys)
    {
        foreach (string key in keys)
        {
            var down = new JsonObject { ["type"] = "keyDown", ["key"] = key };
            if (key.Length == 1)
            {
                down["text"] = key;
            }
            else if (key == "Enter")
            {
                (down["text"], down["code"], down["windowsVirtualKeyCode"]) = ("\r", "Enter", 13);
            }

            await SendAsync("Input.dispatchKeyEvent", down);
            await SendAsync("Input.dispatchKeyEvent", new JsonObject { ["type"] = "keyUp", ["key"] = key });
        }
    }

    public Task TypeAsync(string text) => SendAsync("Input.insertText", new JsonObject { ["text"] = text });

    /// <summary>Chooses a file in the only file input there is.</summary>
    public async Task ChooseFileAsync(string path)
    {
        JsonNode document = await SendAsync("DOM.getDocument", []);
        JsonNode input = await SendAsync("DOM.querySelector", new JsonObject { ["nodeId"] = (int)document["root"]!["nodeId"]!, ["selector"] = "input[type=file]" });
        await SendAsync("DOM.setFileInputFiles", new JsonObject { ["nodeId"] = (int)input["nodeId"]!, ["files"] = new JsonArray(path) });
    }

    public Task DownloadToAsync(string folder) =>
        SendAsync("Browser.setDownloadBehavior", new JsonObject { ["behavior"] = "allow", ["downloadPath"] = folder });

    public async Task ScreenshotAsync(string path) =>
        await File.WriteAllBytesAsync(path, Convert.FromBase64String((string)(await SendAsync("Page.captureScreenshot", []))["data"]!));

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _profile.Dispose();
    }

    private async Task ConnectAsync()
    {
        string portFile = System.IO.Path.Combine(_profile.Path, "DevToolsActivePort");
        for (int i = 0; i < 1200 && !(File.Exists(portFile) && File.ReadAllLines(portFile).Length >= 2); i++)
        {
            await Task.Delay(25);
        }

        string port = (await File.ReadAllLinesAsync(portFile))[0];
        using var http = new HttpClient();
        JsonNode? page = null;
        for (int i = 0; i < 200 && page is null; i++)
        {
            JsonArray? targets = await http.GetFromJsonAsync<JsonArray>($"http://127.0.0.1:{port}/json/list");
            page = targets?.FirstOrDefault(target => (string?)target!["type"] == "page" && ((string?)target["url"])?.StartsWith("file:", StringComparison.Ordinal) == true);
            await Task.Delay(25);
        }

        await _socket.ConnectAsync(new Uri((string)page!["webSocketDebuggerUrl"]!), CancellationToken.None);
    }

    private async Task<JsonNode> SendAsync(string method, JsonObject parameters)
    {
        int id = ++_id;
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        await _socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, true, CancellationToken.None);
        byte[] buffer = new byte[1 << 16];
        while (true)
        {
            using var bytes = new MemoryStream();
            WebSocketReceiveResult part;
            do
            {
                part = await _socket.ReceiveAsync(buffer, CancellationToken.None);
                bytes.Write(buffer, 0, part.Count);
            }
            while (!part.EndOfMessage);
            JsonNode answer = JsonNode.Parse(bytes.ToArray())!;
            if ((int?)answer["id"] == id)
            {
                return answer["error"] is { } error ? throw new InvalidOperationException($"{method}: {error.ToJsonString()}") : answer["result"]!;
            }
        }
    }
}
