// The floor to compare with: Beast and nothing else. One thread, one fixed body, HTTP/1.1 keep-alive; no routes,
// no limits, no security headers, no log. Started as `beast_hello PORT BODY` or
// `beast_hello PORT @FILE`.

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using Tcp = asio::ip::tcp;
// The executor is named, because the type-erased default costs a peer some of its speed.
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<Tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<Tcp, Executor>;

class Session : public std::enable_shared_from_this<Session> {
public:
    Session(Socket socket, const std::string& body) : stream_(std::move(socket)), body_(body) {}

    void read() {
        request_ = {};
        http::async_read(stream_, buffer_, request_, [self = shared_from_this()](beast::error_code error, std::size_t) {
            if (!error) self->write();
        });
    }

private:
    void write() {
        response_ = {http::status::ok, request_.version()};
        response_.set(http::field::content_type, "application/json");
        response_.keep_alive(request_.keep_alive());
        response_.body() = body_;
        response_.prepare_payload();
        http::async_write(stream_, response_, [self = shared_from_this()](beast::error_code error, std::size_t) {
            if (!error && self->response_.keep_alive()) self->read();
        });
    }

    Socket stream_;
    const std::string& body_;
    beast::flat_buffer buffer_;
    http::request<http::string_body> request_;
    http::response<http::string_body> response_;
};

class Listener {
public:
    Listener(asio::io_context& context, std::uint16_t port, std::string body)
        : acceptor_(context, Tcp::endpoint(asio::ip::address_v4::loopback(), port)), body_(std::move(body)) {}

    void accept() {
        acceptor_.async_accept([this](beast::error_code error, Socket socket) {
            if (!error) {
                socket.set_option(Tcp::no_delay(true));
                std::make_shared<Session>(std::move(socket), body_)->read();
            }
            accept();
        });
    }

private:
    Acceptor acceptor_;
    std::string body_;
};

std::string body_of(const std::string& argument) {
    if (!argument.starts_with('@')) return argument;
    std::ifstream file(argument.substr(1), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

int main(int count, char** arguments) {
    std::uint16_t port = 0;
    const std::string_view text = count == 3 ? arguments[1] : "";
    if (std::from_chars(text.data(), text.data() + text.size(), port).ec != std::errc()) {
        std::fputs("usage: beast_hello PORT BODY|@FILE\n", stderr);
        return 2;
    }
    asio::io_context context(1);
    Listener listener(context, port, body_of(arguments[2]));
    listener.accept();
    context.run();
}
