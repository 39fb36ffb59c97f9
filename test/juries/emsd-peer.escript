#!/usr/bin/env escript
%% Erlang's ASN.1 runtime on EMSD. Arguments: the folder of the compiled module, and a file of terms
%% {Type, Value, Octets}. For each it prints what it makes of the octets (`same`, or what it read instead) and the octets
%% that it writes for the value, in hexadecimal.
-mode(compile).

main([Folder, File]) ->
    true = code:add_patha(Folder),
    {ok, Cases} = file:consult(File),
    lists:foreach(fun judge/1, Cases).

judge({Type, Value, Octets}) ->
    Read =
        case 'EMSD':decode(Type, Octets) of
            {ok, Value} -> "same";
            Other -> lists:flatten(io_lib:format("~0p", [Other]))
        end,
    Written =
        case 'EMSD':encode(Type, Value) of
            {ok, Bytes} -> binary:encode_hex(iolist_to_binary(Bytes));
            Refused -> io_lib:format("~0p", [Refused])
        end,
    io:format("~s\t~s~n", [Read, Written]).
