#include "net/verdict.hpp"

#include <curl/curl.h>

namespace promo::net {

Verdict verdict_of(int curl_code) {
    const auto code = static_cast<CURLcode>(curl_code);
    const auto is = [&](Problem problem) { return Verdict{problem, curl_easy_strerror(code)}; };
    switch (code) {
        case CURLE_OK:
            return {};
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_RESOLVE_PROXY:
            return is(Problem::resolve);
        case CURLE_COULDNT_CONNECT:
        case CURLE_INTERFACE_FAILED:
            return is(Problem::connect);
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CERTPROBLEM:
        case CURLE_SSL_CIPHER:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_SSL_CRL_BADFILE:
        case CURLE_SSL_ISSUER_ERROR:
        case CURLE_SSL_ENGINE_NOTFOUND:
        case CURLE_SSL_ENGINE_SETFAILED:
        case CURLE_SSL_ENGINE_INITFAILED:
        case CURLE_SSL_INVALIDCERTSTATUS:
        case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
        case CURLE_USE_SSL_FAILED:
            return is(Problem::tls);
        case CURLE_OPERATION_TIMEDOUT:
            // The whole deadline is ours to enforce, so curl only ever runs out of time while it connects.
            return is(Problem::connect);
        case CURLE_FILESIZE_EXCEEDED:
            return is(Problem::too_large);
        default:
            return is(Problem::broken);
    }
}

}  // namespace promo::net
