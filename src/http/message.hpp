#pragma once

#include <boost/describe/enum.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/actor.hpp"
#include "core/id.hpp"

namespace promo::http {

class EventStream;

// HEAD runs the GET row without its body; OPTIONS is answered from the table.
enum class Verb { get, post, put, patch, delete_ };
BOOST_DESCRIBE_ENUM(Verb, get, post, put, patch, delete_)

// Names compare without case. Order is kept.
class Headers {
public:
    void add(std::string name, std::string value) { entries_.emplace_back(std::move(name), std::move(value)); }
    void set(std::string_view name, std::string value);
    void remove(std::string_view name);
    std::optional<std::string_view> find(std::string_view name) const;
    const std::vector<std::pair<std::string, std::string>>& entries() const { return entries_; }

private:
    std::vector<std::pair<std::string, std::string>> entries_;
};

// Decoded name=value pairs of a query, a form or a matched path; the first of equal names wins.
class Params {
public:
    void add(std::string name, std::string value) { entries_.emplace_back(std::move(name), std::move(value)); }
    std::optional<std::string_view> find(std::string_view name) const;
    const std::vector<std::pair<std::string, std::string>>& entries() const { return entries_; }

private:
    std::vector<std::pair<std::string, std::string>> entries_;
};

// Which of our names the client called; decided by exact comparison, see hosts.hpp.
enum class HostKind { default_, admin, dash };
BOOST_DESCRIBE_ENUM(HostKind, default_, admin, dash)

enum class Role { member, admin, owner };
BOOST_DESCRIBE_ENUM(Role, member, admin, owner)

// Who is calling and for whom, as the Gate found out. Never built from what a client claims about himself.
struct Principal {
    core::UserId user;
    std::optional<std::string> email;  // verified
    std::string name = {};             // what people call him
    core::TenantId tenant;             // empty: belongs to none yet
    std::optional<Role> role;          // in `tenant`
    bool suspended = false;            // `tenant` is
    bool platform_admin = false;
    bool impersonating = false;  // looks at a tenant from outside
    bool for_platform = false;   // acts as who runs the installation, not as a member
};

struct Request {
    Verb verb = Verb::get;
    bool head_only = false;  // HEAD, answered by the row of GET: what that would count did not happen
    std::string path;        // as sent, without the query; only forms that the router accepts get here
    std::string host;        // lower case, as sent, with port
    HostKind host_kind = HostKind::default_;
    Headers headers;
    Params query;
    Params path_params;
    std::string body;
    std::string client_ip;
    bool secure = false;  // reached us, or a trusted proxy, over TLS
    std::string request_id;
    std::string csp_nonce;               // a page's inline script carries it
    std::string_view route;              // the pattern that matched, for logs and metrics
    std::optional<Principal> principal;  // present when the route's access asks for it

    const Principal& caller() const { return principal.value(); }
    // The caller, for the audit log.
    core::Actor actor() const;
    std::optional<std::string> cookie(std::string_view name) const;
    // The value of `{name}` in the route's path. A bug to ask for another.
    const std::string& path_param(std::string_view name) const;
    // Refuses as `invalid` when it is no number within the bounds.
    std::int64_t query_number(std::string_view name, std::int64_t fallback, std::int64_t least,
                              std::int64_t most) const;
    std::string query_text(std::string_view name, std::string_view fallback = {}) const;
};

// How long others may keep an answer. API answers are never kept.
enum class Cache { no_store, revalidate, immutable };

struct Response {
    int status = 200;
    std::string content_type = "application/json";
    std::string body;
    // A body that many answers share, instead of `body`.
    std::shared_ptr<const std::string> shared_body;
    Headers headers;
    Cache cache = Cache::no_store;
    // Makes the answer a stream of Server-Sent Events: called on the route's pool, what it sends follows the head.
    // `status`, `headers` and `cache` still count, a body does not.
    std::function<void(std::shared_ptr<EventStream>)> on_stream;
};

Response no_content();
Response redirect(int status, std::string location);
Response text(int status, std::string body);
Response html(std::string body);
void set_cookie(Response& response, std::string_view name, std::string_view value, std::string_view attributes);

// One open stream of events. Held by the connection and by whoever publishes, hence shared. Safe from any thread; a
// reader that lets kMaxBuffered bytes pile up is dropped.
class EventStream {
public:
    virtual ~EventStream() = default;
    // False once the client has gone. `data` may hold line breaks.
    virtual bool send(std::string_view event, std::string_view data) = 0;
    virtual void close() = 0;
};

}  // namespace promo::http
