#include <doctest/doctest.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>

#include "core/encoding.hpp"
#include "http/compression.hpp"
#include "http/static_files.hpp"
#include "http/tests/test_server.hpp"

using namespace promo;
using namespace promo::http;
using namespace promo::http::testing;
namespace fs = std::filesystem;

namespace {

const std::string kScript(5000, 'j');

// A folder with what a web folder may hold, beside a file that must never be shown.
class Folder {
public:
    Folder() {
        std::string name = (fs::temp_directory_path() / "promostack-web-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        root_ = name;
        write("secret.txt", "secret");
        write("web/login.html", "<html>@asset-version@ <script nonce=\"@csp-nonce@\"></script></html>");
        write("web/lib/app.js", kScript);
        write("web/images/icon.svg", "<svg/>");
        write("web/.env", "SECRET=1");
        write("web/.git/config.txt", "secret");
        write("web/tests/app.js", "secret");
        write("web/notes.unknown", "secret");
        write("web/app.js~", "secret");
        fs::create_symlink(root_ / "secret.txt", web() / "out.txt");
        fs::create_directory_symlink(root_, web() / "up");
        fs::create_symlink(web() / "lib/app.js", web() / "in.js");
    }
    ~Folder() { fs::remove_all(root_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    fs::path web() const { return root_ / "web"; }
    void write(const std::string& path, const std::string& text) const {
        fs::create_directories((root_ / path).parent_path());
        std::ofstream(root_ / path, std::ios::binary) << text;
    }

private:
    fs::path root_;
};

Routes routes_of(StaticFiles& files) {
    auto routes = files.routes();
    routes.push_back(route(Verb::get, "/login", [&files](const Request& r) { return files.page(r, "login.html"); }));
    return routes;
}

std::string gunzip(const std::string& bytes) {
    std::string out(1 << 20, '\0');
    z_stream stream{};
    REQUIRE(inflateInit2(&stream, 15 + 16) == Z_OK);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(stream.total_out);
    inflateEnd(&stream);
    return out;
}

std::vector<std::string> attack_paths() {
    const std::vector<std::string> targets = {
        ".env",         "db.py",         "secret.txt", ".git/config.txt", "etc/passwd", "app.js~", "notes.unknown",
        "tests/app.js", "up/secret.txt", "out.txt",    "login.html",      "lib",        "lib/",    "lib/app.js.map"};
    const std::vector<std::string> ways = {"", "../", "../../", "lib/../", "./", "/", "//", "lib/../../", "\\", "..\\"};
    std::vector<std::string> paths;
    for (const auto& way : ways)
        for (const auto& target : targets)
            paths.push_back(way + target);
    return paths;
}

std::string encoded(const std::string& path, const std::string& percent) {
    std::string out;
    for (const char letter : path) {
        const bool plain = std::isalnum(static_cast<unsigned char>(letter)) != 0;
        out += plain ? std::string(1, letter) : percent + core::hex({&letter, 1});
    }
    return out;
}

}  // namespace

TEST_CASE("no path leads to what is not an asset, plain, encoded or encoded twice") {
    const Folder folder;
    StaticFiles files(folder.web());
    files.load();
    TestServer server(routes_of(files));
    int tried = 0;
    for (const auto& path : attack_paths()) {
        for (const auto& sent : {path, encoded(path, "%"), encoded(path, "%25")}) {
            for (const auto& prefix : {std::string("/assets/"), "/assets/" + files.version() + "/"}) {
                CAPTURE(sent);
                const auto answer = server.get(prefix + sent);
                CHECK((answer.status == 404 || (answer.status == 400 && sent.find('\\') != std::string::npos)));
                CHECK(answer.body.find("secret") == std::string::npos);
                ++tried;
            }
        }
    }
    CHECK(tried >= 300);
    for (const char* path :
         {"/.env", "/db.py", "/.git/config", "/assets", "/assets/", "/assets/%00", "/assets/lib/app.js%00"})
        CHECK_MESSAGE(server.get(path).status == 404, path);
}

TEST_CASE("an asset is kept for good under the folder's version, and asked about again otherwise") {
    const Folder folder;
    StaticFiles files(folder.web());
    files.load();
    TestServer server(routes_of(files));
    const auto good = server.get("/assets/" + files.version() + "/lib/app.js");
    CHECK(good.status == 200);
    CHECK(good.body == kScript);
    CHECK(good.header("content-type") == "text/javascript; charset=utf-8");
    CHECK(good.header("cache-control") == "public, max-age=31536000, immutable");
    CHECK(server.get("/assets/lib/app.js").header("cache-control") == "no-cache");
    CHECK(server.get("/assets/0123456789abcdef/lib/app.js").header("cache-control") == "no-cache");
    CHECK(server.get("/assets/in.js").body == kScript);
    CHECK(server.get("/favicon.ico").header("content-type") == "image/svg+xml");
    CHECK(server.get("/robots.txt").body.find("Disallow: /api/") != std::string::npos);
}

TEST_CASE("an asset that the client has already is not sent again") {
    const Folder folder;
    StaticFiles files(folder.web());
    files.load();
    TestServer server(routes_of(files));
    const auto tag = server.get("/assets/lib/app.js").header("etag");
    for (const auto& sent : {tag, "W/" + tag, "\"other\", " + tag, std::string("*")}) {
        auto client = server.connect();
        const auto answer = client.exchange(get_request("/assets/lib/app.js", "If-None-Match: " + sent + "\r\n"));
        CHECK(answer.status == 304);
        CHECK(answer.header("etag") == tag);
        CHECK(client.exchange(get_request("/robots.txt")).status == 200);
    }
    CHECK(server.get("/assets/lib/app.js", "If-None-Match: \"other\"\r\n").status == 200);
    CHECK(server.get("/assets/lib/app.js", "Range: bytes=0-1\r\n").body == kScript);
}

TEST_CASE("text is compressed for whoever takes it, under a tag of its own") {
    const Folder folder;
    StaticFiles files(folder.web());
    files.load();
    TestServer server(routes_of(files));
    const auto zipped = server.get("/assets/lib/app.js", "Accept-Encoding: gzip, deflate\r\n");
    CHECK(zipped.header("content-encoding") == "gzip");
    CHECK(gunzip(zipped.body) == kScript);
    const auto br = server.get("/assets/lib/app.js", "Accept-Encoding: gzip, deflate, br\r\n");
    CHECK(br.header("content-encoding") == "br");
    CHECK(br.body.size() < 200);
    CHECK(br.header("vary") == "Accept-Encoding");
    CHECK(br.header("etag") != zipped.header("etag"));
    CHECK_FALSE(server.get("/assets/images/icon.svg", "Accept-Encoding: br\r\n").has("content-encoding"));
    CHECK(best_encoding("br;q=0, gzip;q=0.5") == Encoding::gzip);
    CHECK(best_encoding("identity") == Encoding::identity);
}

TEST_CASE("a page names the version of its assets and carries the nonce of its policy") {
    const Folder folder;
    StaticFiles files(folder.web());
    files.load();
    TestServer server(routes_of(files));
    const auto page = server.get("/login");
    CHECK(page.body.find(files.version()) != std::string::npos);
    const auto start = page.body.find("nonce=\"") + 7;
    const auto nonce = page.body.substr(start, page.body.find('"', start) - start);
    CHECK(nonce.size() >= 22);
    CHECK(page.header("content-security-policy").find("'nonce-" + nonce + "'") != std::string::npos);
    CHECK(page.header("cache-control") == "no-store");
}

TEST_CASE("a page says what it is given as text, whatever is in it, and leaves other at signs alone") {
    const Folder folder;
    folder.write("web/party.html", "<title>@title@</title> a@b.example @title@ @nobody@ @@title@ @");
    StaticFiles files(folder.web());
    files.load();
    const auto said = files.page(Request{}, "party.html", {{"title", "<b> & \"@title@\""}}).body;
    const std::string title = "&lt;b&gt; &amp; &quot;@title@&quot;";
    CHECK(said == "<title>" + title + "</title> a@b.example " + title + " @nobody@ @" + title + " @");
}

TEST_CASE("in development a changed file is seen, and the version with it") {
    const Folder folder;
    StaticFiles files(folder.web(), StaticFiles::Reload::when_changed);
    files.load();
    const auto before = files.version();
    folder.write("web/lib/new.js", "export {}");
    CHECK(eventually([&] { return files.version() != before; }));
    CHECK(files.serve(Request{}, "lib/new.js").status == 200);
}

TEST_CASE("a folder that is missing or empty is no web folder") {
    const Folder folder;
    StaticFiles missing(folder.web() / "nowhere");
    CHECK_THROWS_AS(missing.load(), std::runtime_error);
    fs::create_directory(folder.web() / "empty");
    StaticFiles empty(folder.web() / "empty");
    CHECK_THROWS_AS(empty.load(), std::runtime_error);
}
