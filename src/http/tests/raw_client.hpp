#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace promo::http::testing {

// A client that sends bytes as they are, well-formed or not. Every wait ends after kPatience at the latest.
class RawClient {
public:
    static constexpr std::chrono::seconds kPatience{10};

    explicit RawClient(std::uint16_t port, int receive_buffer = 0);
    ~RawClient();
    RawClient(RawClient&& other) noexcept;
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    bool send(std::string_view bytes);  // false when the server hung up before it had taken everything
    void half_close();
    void hang_up();  // at once, with a reset

    struct Answer {
        int status = 0;  // 0: the connection ended without one
        std::string head;
        std::map<std::string, std::string> headers;  // names in lower case; the last of equal names
        std::string body;

        std::string header(const std::string& name) const;
        bool has(const std::string& name) const { return headers.count(name) > 0; }
    };
    enum class Expect { body, no_body };
    // The next answer, by its Content-Length. Throws when it does not come.
    Answer read(Expect expect = Expect::body);
    Answer exchange(std::string_view request, Expect expect = Expect::body);

    // Everything until `text` has come; throws otherwise.
    std::string read_until(std::string_view text);
    // True when the server ends the connection, after whatever it still says.
    bool ends();
    const std::string& unread() const { return buffer_; }

private:
    bool receive();  // false at the end

    int socket_ = -1;
    std::string buffer_;
};

}  // namespace promo::http::testing
