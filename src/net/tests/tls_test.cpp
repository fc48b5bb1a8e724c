#include <doctest/doctest.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <stdexcept>

#include "world.hpp"

using namespace promo;
using namespace promo::net;

namespace {

template <class T, void (*Free)(T*)>
struct Freed {
    void operator()(T* value) const { Free(value); }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY, EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509, X509_free>>;
using Context = std::unique_ptr<SSL_CTX, Freed<SSL_CTX, SSL_CTX_free>>;
using Session = std::unique_ptr<SSL, Freed<SSL, SSL_free>>;

// A certificate that vouches for itself, made for this run.
struct Identity {
    Key key{EVP_EC_gen("P-256")};
    Certificate certificate{X509_new()};
    std::string file = "/tmp/promo-tls-XXXXXX";

    explicit Identity(const char* alternative_name) {
        X509* x509 = certificate.get();
        X509_set_version(x509, 2);
        ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
        X509_gmtime_adj(X509_getm_notBefore(x509), -3600);
        X509_gmtime_adj(X509_getm_notAfter(x509), 3600);
        X509_set_pubkey(x509, key.get());
        X509_NAME* name = X509_get_subject_name(x509);
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("test"), -1, -1, 0);
        X509_set_issuer_name(x509, name);
        X509_EXTENSION* names = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, alternative_name);
        X509_add_ext(x509, names, -1);
        X509_EXTENSION_free(names);
        X509_sign(x509, key.get(), EVP_sha256());
        std::FILE* out = ::fdopen(::mkstemp(file.data()), "w");
        PEM_write_X509(out, x509);
        std::fclose(out);
    }
    ~Identity() { ::unlink(file.c_str()); }
    Identity(const Identity&) = delete;
    Identity& operator=(const Identity&) = delete;
};

LoopbackServer::Serve over_tls(const Identity& identity) {
    return [&identity](Peer& peer, int) {
        const Context context(SSL_CTX_new(TLS_server_method()));
        SSL_CTX_use_certificate(context.get(), identity.certificate.get());
        SSL_CTX_use_PrivateKey(context.get(), identity.key.get());
        const Session session(SSL_new(context.get()));
        SSL_set_fd(session.get(), peer.descriptor());
        if (SSL_accept(session.get()) != 1) return;
        char request[4096];
        while (SSL_read(session.get(), request, sizeof request) > 0) {
            const std::string reply = answer("over tls");
            SSL_write(session.get(), reply.data(), static_cast<int>(reply.size()));
        }
    };
}

std::string https(const LoopbackServer& server) {
    return "https://127.0.0.1:" + std::to_string(server.port()) + "/";
}

ClientOptions trusting(const Identity& identity) {
    ClientOptions options;
    options.ca_file = identity.file;
    options.allow_plain_http = false;
    return options;
}

}  // namespace

TEST_CASE("a server with a certificate that is trusted and has its name is talked to, on one connection") {
    const Identity identity("IP:127.0.0.1");
    LoopbackServer server(over_tls(identity));
    {
        World world(trusting(identity));
        for (int i = 0; i < 3; ++i) {
            const Reply reply = world.client.perform(World::to(https(server)));
            CHECK(reply.outcome == Outcome::answered);
            CHECK(reply.body == "over tls");
        }
    }
    CHECK(server.connections() == 1);
}

TEST_CASE("a server whose certificate nobody vouches for, or that has another name, gets nothing") {
    const Identity identity("IP:127.0.0.1");
    const Identity misnamed("DNS:somebody.example");
    LoopbackServer server(over_tls(identity));
    LoopbackServer imposter(over_tls(misnamed));
    World untrusting;
    World trusting_the_imposter(trusting(misnamed));
    for (const Reply& reply : {untrusting.client.perform(World::to(https(server), "POST")),
                               trusting_the_imposter.client.perform(World::to(https(imposter), "POST"))}) {
        CHECK(reply.outcome == Outcome::not_sent);
        CHECK(reply.problem == Problem::tls);
    }
}
